import type { ToolKind } from '../../core/item.ts'
import type { ToolItem } from '../telling/changes.ts'
import { toolContent } from './content.ts'
import { asObject, asText, oneOf, type Wire } from '../telling/wire.ts'
import { vendorMeta } from './vendor.ts'

const kinds: readonly ToolKind[] = [
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
]

export function newTool(id: string): ToolItem {
  return {
    id,
    settled: false,
    kind: 'tool',
    name: '',
    tool: 'other',
    title: '',
    status: 'pending',
  }
}

/** The item after one more message about its call. Content replaces; what a message leaves out stays. */
export function patched(item: ToolItem, wire: Wire): ToolItem {
  const next: ToolItem = {
    ...item,
    name: asText(wire.name) ?? asText(vendorMeta(wire)?.toolName) ?? item.name,
    // A spawn stays one, whatever the agent calls it.
    tool: item.tool === 'spawn' ? item.tool : (oneOf(kinds, wire.kind) ?? item.tool),
    title: asText(wire.title) ?? item.title,
    status: statusOf(wire.status) ?? item.status,
  }
  if (wire.rawInput !== undefined && wire.rawInput !== null) next.input = wire.rawInput
  if (Array.isArray(wire.content)) {
    const { text, diffs } = toolContent(wire.content)
    // Some show the call's description there before it ran.
    if (text === '' || text === asText(asObject(next.input)?.description)) delete next.output
    else next.output = text
    if (diffs.length > 0) next.diffs = diffs
    // A change that was made stays, also where the last word is only "written".
    else if (next.status !== 'completed') delete next.diffs
  }
  // The protocol shows content; raw output is all there is where an agent sends only that.
  const raw = asText(wire.rawOutput)
  if (next.output === undefined && raw !== undefined && raw !== '') next.output = raw
  next.settled = next.status === 'completed' || next.status === 'failed'
  return next
}

function statusOf(value: unknown): ToolItem['status'] | undefined {
  if (value === 'in_progress') return 'running'
  return oneOf(['pending', 'completed', 'failed'], value)
}

/** The command line that a call runs, where it tells one. */
export function commandOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('command' in input)) return undefined
  const { command } = input
  if (typeof command === 'string') return command
  return Array.isArray(command) && command.every((word) => typeof word === 'string')
    ? command.join(' ')
    : undefined
}
