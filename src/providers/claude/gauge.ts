import type { Facts } from '../telling/facts.ts'
import { asNumber, asObject, type Wire } from '../telling/wire.ts'

export type Gauge = {
  /** The context holds this many tokens now. */
  holds(tokens: number): void
  /** How many it can hold, from the `modelUsage` of a result. */
  sized(modelUsage: unknown): void
  /** Tells both, as soon as both are known. */
  tell(): void
}

/** How full the context of the agent itself is. */
export function contextGauge(facts: Facts): Gauge {
  let used = 0
  let size: number | undefined
  return {
    holds(tokens) {
      used = tokens
    },
    sized(modelUsage) {
      const sizes = Object.values<unknown>(asObject(modelUsage) ?? {}).map(windowOf)
      size = sizes.find((one) => one !== undefined) ?? size
    },
    tell() {
      if (used > 0 && size !== undefined) facts.measured(undefined, used, size)
    },
  }
}

function windowOf(model: unknown): number | undefined {
  const told: Wire | undefined = asObject(model)
  return asNumber(told?.contextWindow)
}
