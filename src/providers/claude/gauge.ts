import type { Facts } from '../telling/facts.ts'
import { asNumber, asObject } from '../telling/wire.ts'

export type Gauge = {
  /** The context holds this many tokens now. */
  holds(tokens: number): void
  /** Which model answered for the agent itself: its subagents may use others. */
  answeredBy(model: string | undefined): void
  /** How many it can hold, from the `modelUsage` of a result. */
  sized(modelUsage: unknown): void
  /** Tells both, as soon as both are known. */
  tell(): void
}

/** How full the context of the agent itself is. */
export function contextGauge(facts: Facts): Gauge {
  let used = 0
  let model = ''
  const sizes = new Map<string, number>()

  /** A model is told under several names: with its date or without, and `[1m]` for a larger context. */
  function size(): number | undefined {
    const alike = (name: string): boolean => name.startsWith(model) || model.startsWith(name)
    const found = [...sizes].find(([name]) => model !== '' && alike(name))
    return (
      sizes.get(model) ?? found?.[1] ?? (sizes.size === 1 ? sizes.values().next().value : undefined)
    )
  }

  return {
    holds(tokens) {
      used = tokens
    },
    answeredBy(name) {
      // What Claude Code says in the model's place comes from `<synthetic>`.
      if (name?.startsWith('<') === false) model = name
    },
    sized(modelUsage) {
      for (const [name, told] of Object.entries(asObject(modelUsage) ?? {})) {
        const window = asNumber(asObject(told)?.contextWindow)
        if (window !== undefined) sizes.set(name, window)
      }
    },
    tell() {
      const holds = size()
      if (used > 0 && holds !== undefined) facts.measured(undefined, used, holds)
    },
  }
}
