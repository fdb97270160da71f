import type { Agent, Told } from '../../src/providers/provider.ts'
import type { Report } from '../../src/core/report.ts'

export type Listener = {
  /** All that was told so far. */
  told: Told[]
  /** The first report of this type that the condition holds for, from now or before. */
  until: <Type extends Report['type']>(
    type: Type,
    holds?: (report: Extract<Report, { type: Type }>, child: string | undefined) => boolean,
  ) => Promise<Extract<Report, { type: Type }>>
  /** Resolves when nothing more will be told. */
  over: Promise<void>
}

/** Takes everything that an agent tells. What is waited for and never comes fails as soon as the agent is gone. */
export function listen(agent: Agent): Listener {
  const told: Told[] = []
  let ended = false
  let signal = Promise.withResolvers<void>()

  const take = async (): Promise<void> => {
    for await (const batch of agent) {
      told.push(...batch)
      signal.resolve()
      signal = Promise.withResolvers()
    }
    ended = true
    signal.resolve()
  }

  const over = take()
  return {
    told,
    over,
    async until(type, holds = () => true) {
      for (let from = 0; ;) {
        for (; from < told.length; from += 1) {
          const one = told[from]
          if (!one || !('report' in one)) continue
          if (isOf(one.report, type) && holds(one.report, one.child)) return one.report
        }
        if (ended) throw new Error(`${type} was never told; this was:\n${JSON.stringify(told)}`)
        await signal.promise
      }
    },
  }
}

function isOf<Type extends Report['type']>(
  report: Report,
  type: Type,
): report is Extract<Report, { type: Type }> {
  return report.type === type
}
