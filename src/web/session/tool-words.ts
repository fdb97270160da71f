import type { Ask } from '../../core/ask.ts'
import type { IconName } from '../ui/icons.ts'
import type { ToolItem } from './rows.ts'

export type ToolWords = { icon: IconName; verb: string; object: string; mono: boolean }

/** The words of a call that waits for the person: of several questions, the one that is open now. */
export function waitingWords(item: ToolItem, cwd: string, { kind, title }: Ask): ToolWords {
  const words = { ...toolWords(item, cwd, true), verb: 'Waits for you' }
  return kind === 'question' ? { ...words, object: title } : words
}

/** What a call did, or does while it is `busy`, as verb and object; paths below `cwd` without it. */
export function toolWords(item: ToolItem, cwd: string, busy: boolean): ToolWords {
  const object = short(bare(item.title || item.name), cwd)
  const words = (icon: IconName, done: string, doing: string, mono = true): ToolWords => ({
    icon,
    verb: busy ? doing : done,
    object,
    mono,
  })
  switch (item.tool) {
    case 'read':
      return words('book', 'Read', 'Reading')
    case 'search':
      return words('search', 'Searched', 'Searching')
    case 'edit': {
      const isNew = item.diffs?.every(({ before }) => before === null) ?? false
      return isNew ? words('pencil', 'Wrote', 'Writing') : words('pencil', 'Edited', 'Editing')
    }
    case 'delete':
      return words('trash', 'Deleted', 'Deleting')
    case 'move':
      return words('move', 'Moved', 'Moving')
    case 'execute':
      return { ...words('terminal', 'Ran', 'Running'), object: commandOf(item) ?? object }
    case 'fetch':
      return words('globe', 'Fetched', 'Fetching')
    case 'think':
      return words('thought', 'Thought about', 'Thinking about', false)
    case 'switch_mode':
      return words('refresh', 'Switched to', 'Switching to', false)
    case 'spawn':
      return words('tree', 'Spawned', 'Waiting for', false)
    case 'question':
      return words('comment', 'Asked', 'Asks', false)
    case 'plan':
      return words('plan', 'Planned', 'Planning', false)
    case 'other':
      return { ...words('gear', item.name || 'Used', item.name || 'Using', false) }
  }
}

export function commandOf(item: ToolItem): string | null {
  const { input } = item
  if (typeof input !== 'object' || input === null || !('command' in input)) return null
  if (typeof input.command === 'string') return input.command
  return Array.isArray(input.command) ? input.command.join(' ') : null
}

const verbs =
  /^(?:read(?:ing)?|write|wrote|writing|edit(?:ed|ing)?|search(?:ed|ing)? for|search|grep|glob|find|fetch(?:ed|ing)?|run|ran|running|delete|move)\s+/i

function bare(title: string): string {
  const rest = title.replace(verbs, '')
  return rest === '' ? title : rest
}

export function short(text: string, cwd: string): string {
  return cwd === '' ? text : text.replaceAll(`${cwd}/`, '')
}

/** How a command ended, where its output or input says so. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
