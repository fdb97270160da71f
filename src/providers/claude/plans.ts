import type { PlanEntry } from '../../core/item.ts'
import type { Lane } from '../telling/lane.ts'
import { about, type Tell } from '../telling/tell.ts'
import { asObject, asText } from '../telling/wire.ts'
import type { ToolItem } from '../telling/changes.ts'
import { claudePlan } from './plan.ts'

export type Plans = {
  called(name: string, input: unknown): void
  /** A call gave back what it was asked for: one that was refused writes no plan. */
  returned(lane: Lane, item: ToolItem, result: unknown): void
  /** The plan that a call asks to approve: what it holds itself, else what was written last. */
  toApprove(input: unknown): string | undefined
}

/** Plans, as far as calls tell of them: the list of things to do, and the text that is to be approved. */
export function claudePlans(run: string, tell: Tell): Plans {
  const plan = claudePlan()
  let written: string | undefined

  function show({ key }: Lane, entries: PlanEntry[] | null): void {
    if (!entries) return
    const settled = entries.every(({ status }) => status === 'completed')
    const id = key === undefined ? `${run}:plan` : `${run}:${key}:plan`
    tell(about(key, { type: 'item.set', item: { id, settled, kind: 'plan', entries } }))
  }

  return {
    called(name, input) {
      written = writtenPlan(name, input) ?? written
    },
    returned: (lane, { name, input }, result) => show(lane, plan.returned(name, input, result)),
    toApprove: (input) => asText(asObject(input)?.plan) ?? written,
  }
}

/** A plan that was written into Claude Code's own folder for them. */
function writtenPlan(name: string, input: unknown): string | undefined {
  const { file_path: path, content } = asObject(input) ?? {}
  return name === 'Write' && /[\\/]plans[\\/][^\\/]+\.md$/.test(asText(path) ?? '')
    ? asText(content)
    : undefined
}
