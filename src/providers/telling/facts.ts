import { isDeepStrictEqual } from 'node:util'
import type { Fact } from '../../core/report.ts'
import { about, type Tell } from './tell.ts'

export type Changed = Omit<Fact & { type: 'agent.changed' }, 'type'>

type Known = Changed & { used?: number; size?: number }

export type Facts = {
  changed(key: string | undefined, facts: Changed): void
  measured(key: string | undefined, used: number, size: number): void
  of(key: string | undefined): Changed
  /** From now on the agent's own changes are told; those until now are part of how it began. */
  begin(known: Changed): void
}

/** What an agent and its subagents say about themselves, told only when it is news: agents repeat themselves. */
export function tellFacts(tell: Tell): Facts {
  const known = new Map<string | undefined, Known>()
  let begun = false

  function news(key: string | undefined, facts: Known): Known {
    const before: Known = known.get(key) ?? {}
    const differs = Object.entries(facts).filter(
      ([name, value]) => !isDeepStrictEqual(Reflect.get(before, name), value),
    )
    known.set(key, { ...before, ...facts })
    return Object.fromEntries(differs)
  }

  return {
    changed(key, facts) {
      const changes = news(key, facts)
      if (Object.keys(changes).length === 0 || (key === undefined && !begun)) return
      tell(about(key, { type: 'agent.changed', ...changes }))
    },
    measured(key, used, size) {
      if (Object.keys(news(key, { used, size })).length === 0) return
      tell(about(key, { type: 'context.measured', used, size }))
    },
    of: (key) => known.get(key) ?? {},
    begin({ model, mode }) {
      begun = true
      const { title, commands } = known.get(undefined) ?? {}
      news(undefined, {
        ...(model !== undefined && { model }),
        ...(mode !== undefined && { mode }),
      })
      if (title === undefined && commands === undefined) return
      tell({
        report: {
          type: 'agent.changed',
          ...(title !== undefined && { title }),
          ...(commands && { commands }),
        },
      })
    },
  }
}
