import type { Item, PlanEntry } from '../../core/item.ts'
import { asObject, asObjects, asText, oneOf, type Wire } from '../telling/wire.ts'

type PlanItem = Extract<Item, { kind: 'plan' }>

/** A session has one plan, replaced whole whenever it changes. It is settled while nothing of it is left to do. */
export function planItem(id: string, entries: PlanEntry[]): PlanItem {
  const settled = entries.every(({ status }) => status === 'completed')
  return { id, settled, kind: 'plan', entries }
}

/** The entries of a `plan`, or of the content of a `plan_update`. */
export function planEntries(plan: Wire): PlanEntry[] {
  if (plan.type === 'markdown') return (asText(plan.content) ?? '').split('\n').flatMap(lineEntry)
  if (plan.type === 'file') return [{ text: asText(plan.uri) ?? '', status: 'pending' }]
  return asObjects(plan.entries).map((entry) => ({
    text: asText(entry.content) ?? '',
    status: oneOf(['pending', 'in_progress', 'completed'], entry.status) ?? 'pending',
  }))
}

export function updatedEntries(update: Wire): PlanEntry[] {
  return planEntries(asObject(update.plan) ?? {})
}

function lineEntry(line: string): PlanEntry[] {
  const text = line.replace(/^\s*([-*+]|\d+[.)])?\s*(\[.\]\s*)?/, '').trim()
  if (text === '') return []
  return [{ text, status: /\[x\]/i.test(line) ? 'completed' : 'pending' }]
}
