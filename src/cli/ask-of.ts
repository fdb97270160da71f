import { z } from 'zod'
import type { ApprovalJson } from '../contract/session.ts'
import type { Ask } from '../core/ask.ts'
import type { ToolKind } from '../core/item.ts'

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
  'spawn',
  'question',
  'plan',
]
/** A kind of a newer server is "other". */
const Kind = z.enum(kinds).catch('other')

/** An approval as the core knows it. */
export function askOf(json: ApprovalJson): Ask {
  const { id, kind, title, tool, command, input, diffs, options, several, part } = json
  return {
    id,
    kind,
    title,
    input,
    diffs,
    options: options.map(({ description, ...option }) => ({
      ...option,
      ...(description !== null && { description }),
    })),
    ...(several && { several }),
    ...(part && { part }),
    ...(tool !== null && { tool: Kind.parse(tool) }),
    ...(command !== null && { command }),
  }
}
