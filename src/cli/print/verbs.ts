import type { Ask } from '../../core/ask.ts'
import { ruleFor } from '../../core/ask.ts'
import type { Item, ToolKind } from '../../core/item.ts'
import { safeLine } from './safe.ts'

type ToolItem = Extract<Item, { kind: 'tool' }>

const done: Record<ToolKind, string> = {
  read: 'Read',
  edit: 'Edited',
  delete: 'Deleted',
  move: 'Moved',
  search: 'Searched',
  execute: 'Ran',
  // What agents call thinking may be anything: its title says what.
  think: 'Done:',
  fetch: 'Fetched',
  switch_mode: 'Switched mode',
  other: 'Used',
  spawn: 'Finished',
  question: 'Asked',
  plan: 'Planned',
}

const doing: Record<ToolKind, string> = {
  read: 'Reading',
  edit: 'Editing',
  delete: 'Deleting',
  move: 'Moving',
  search: 'Searching',
  execute: 'Running',
  think: 'At',
  fetch: 'Fetching',
  switch_mode: 'Switching mode',
  other: 'Using',
  spawn: 'Waiting for',
  question: 'Asking',
  plan: 'Planning',
}

export function didVerb(item: Pick<ToolItem, 'tool' | 'diffs' | 'input'>): string {
  // A call that only starts a subagent ends before it.
  if (item.tool === 'spawn' && isInBackground(item.input)) return 'Spawned'
  return makesFiles(item) ? 'Wrote' : done[item.tool]
}

/** What stands before the object of a call that failed. */
export function failedVerb(item: Pick<ToolItem, 'tool' | 'diffs'>): string {
  // It was not the waiting that failed.
  return item.tool === 'spawn' ? 'Subagent' : doesVerb(item)
}

export function doesVerb(item: Pick<ToolItem, 'tool' | 'diffs'>): string {
  return makesFiles(item) ? 'Writing' : doing[item.tool]
}

function isInBackground(input: unknown): boolean {
  return (
    typeof input === 'object' && input !== null && Reflect.get(input, 'run_in_background') === true
  )
}

function makesFiles({ tool, diffs = [] }: Pick<ToolItem, 'tool' | 'diffs'>): boolean {
  return tool === 'edit' && diffs.length > 0 && diffs.every(({ before }) => before === null)
}

/** Verbs that agents put before the object themselves. */
const leading =
  /^(?:read|reading|notebookread|edit|editing|multiedit|notebookedit|write|writing|create|creating|update|delete|deleting|remove|move|search(?: for)?|searching|run|running|execute|executing|fetch|fetching|bash|grep|glob|webfetch|websearch|toolsearch)\b:?\s+/i

/** What a call is about: its title without the verb that we put before it. */
export function objectOf(title: string): string {
  const line = safeLine(title).replace(/^`(.*)`$/, '$1')
  const rest = line.replace(leading, '').replace(/^`(.*)`$/, '$1')
  return rest === '' ? line : rest
}

const risks: Record<ToolKind, string> = {
  read: 'reads only',
  search: 'reads only',
  think: 'reads only',
  edit: 'changes files',
  move: 'changes files',
  delete: 'deletes files',
  execute: 'runs a command',
  fetch: 'uses the network',
  switch_mode: 'changes what it may do',
  other: 'does not say what it does',
  spawn: 'starts a subagent, which asks by itself',
  question: 'a question',
  plan: 'writes down what is to be done',
}

/** What allowing an ask means, in plain words. */
export function riskOf(ask: Ask): string {
  if (ask.kind === 'plan') return 'carries out the plan'
  if (ask.kind === 'question') return 'a question'
  return risks[ask.tool ?? 'other']
}

/** What "always" would allow for this session, or null where it would be too wide. */
export function alwaysOf(ask: Ask): string | null {
  const rule = ruleFor(ask)
  if (rule === null) return null
  if (rule.command !== null) return 'exactly this command, in this session'
  const kinds: Partial<Record<ToolKind, string>> = {
    edit: 'all edits',
    read: 'all reads',
    search: 'all searches',
    fetch: 'all fetches',
  }
  return `${(rule.tool && kinds[rule.tool]) ?? 'calls like this'}, in this session`
}
