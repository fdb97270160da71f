import { relative } from 'node:path'
import { firstClause } from '../../core/clause.ts'
import type { FileDiff, ToolKind } from '../../core/item.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

const kinds: Readonly<Record<string, ToolKind>> = {
  Read: 'read',
  NotebookRead: 'read',
  ListMcpResourcesTool: 'read',
  ReadMcpResourceTool: 'read',
  Write: 'edit',
  Edit: 'edit',
  MultiEdit: 'edit',
  NotebookEdit: 'edit',
  Bash: 'execute',
  BashOutput: 'execute',
  KillShell: 'execute',
  Monitor: 'execute',
  Glob: 'search',
  Grep: 'search',
  LS: 'search',
  ToolSearch: 'search',
  WebFetch: 'fetch',
  WebSearch: 'fetch',
  Agent: 'spawn',
  Task: 'spawn',
  TodoWrite: 'plan',
  TaskCreate: 'plan',
  TaskUpdate: 'plan',
  TaskGet: 'plan',
  TaskList: 'plan',
  AskUserQuestion: 'question',
  EnterPlanMode: 'switch_mode',
  ExitPlanMode: 'switch_mode',
}

/** Tools that start a subagent. */
export function isSpawn(name: string): boolean {
  return name === 'Agent' || name === 'Task'
}

export function kindOf(name: string): ToolKind {
  return kinds[name] ?? 'other'
}

/** One line for a person: what a call does. Paths are shown from `cwd`. */
export function titleOf(name: string, input: unknown, cwd: string): string {
  const said = asObject(input) ?? {}
  const text = (key: string): string => firstClause(asText(said[key]) ?? '')
  const path = shownPath(asText(said.file_path) ?? asText(said.notebook_path) ?? '', cwd)
  switch (name) {
    case 'Bash':
      return text('command') || name
    case 'Read':
    case 'Write':
    case 'Edit':
    case 'MultiEdit':
    case 'NotebookEdit':
      return path === '' ? name : `${name} ${path}`
    case 'Grep':
    case 'Glob':
      return `${name} ${text('pattern')}`.trimEnd()
    case 'WebFetch':
      return `${name} ${text('url')}`.trimEnd()
    case 'WebSearch':
    case 'ToolSearch':
      return `${name} ${text('query')}`.trimEnd()
    case 'Agent':
    case 'Task':
      return text('description') || name
    case 'TodoWrite':
    case 'TaskList':
      return 'what is to be done'
    case 'TaskCreate':
      return text('subject') || name
    case 'TaskGet':
    case 'TaskUpdate':
      return [`task ${asText(said.taskId) ?? ''}`.trimEnd(), ...told(said.status)].join(': ')
    case 'AskUserQuestion':
      return firstClause(asText(asObjects(said.questions)[0]?.question) ?? name)
    case 'ExitPlanMode':
      return 'Plan'
    default:
      return mcpTitle(name) ?? (text('description') || name)
  }
}

function told(status: unknown): string[] {
  const word = asText(status)
  return word === undefined ? [] : [word.replaceAll('_', ' ')]
}

/** `mcp__server__tool` as a person would say it. */
function mcpTitle(name: string): string | undefined {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? []
  return server === undefined ? undefined : `${tool ?? ''} (${server})`
}

function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return path === '' || short.startsWith('..') || cwd === '' ? path : short
}

/** The change that a call asks for, as far as its input says: shown while it is asked for. */
export function plannedDiffs(name: string, input: unknown): FileDiff[] {
  const said = asObject(input) ?? {}
  const path = asText(said.file_path)
  if (path === undefined) return []
  if (name === 'Write') return [{ path, before: null, after: asText(said.content) ?? '' }]
  const edits = name === 'Edit' ? [said] : name === 'MultiEdit' ? asObjects(said.edits) : []
  return edits.map((edit) => ({
    path,
    before: asText(edit.old_string) ?? '',
    after: asText(edit.new_string) ?? '',
  }))
}

/** The change that a call made, from its structured result: whole texts. */
export function madeDiffs(name: string, result: Wire): FileDiff[] {
  const path = asText(result.filePath)
  if (path === undefined) return []
  const before = asText(result.originalFile)
  if (name === 'Write')
    return [{ path, before: before ?? null, after: asText(result.content) ?? '' }]
  if (name !== 'Edit' && name !== 'MultiEdit') return []
  const edits = name === 'Edit' ? [result] : asObjects(result.edits)
  const wordsOf = (edit: Wire): { from: string; to: string; all: boolean } => ({
    from: asText(edit.oldString) ?? asText(edit.old_string) ?? '',
    to: asText(edit.newString) ?? asText(edit.new_string) ?? '',
    all: edit.replaceAll === true || edit.replace_all === true,
  })
  if (before === undefined)
    return edits.map(wordsOf).map(({ from, to }) => ({ path, before: from, after: to }))
  const after = edits.map(wordsOf).reduce((text, { from, to, all }) => {
    if (from === '') return text === '' ? to : text
    return all ? text.replaceAll(from, () => to) : text.replace(from, () => to)
  }, before)
  return [{ path, before, after }]
}

const errorTags = /^<tool_use_error>([^]*)<\/tool_use_error>$/

/** What a person is told of a call that was ended while it ran. */
export const stopped = 'It was stopped while it ran: what it did until then stands.'

/** What the model is told when a person ended its call is not meant for that person. */
function forPerson(text: string): string {
  if (!text.startsWith("The user doesn't want to proceed with this tool use.")) return text
  return text.includes('stopped while running') ? stopped : 'It was not run.'
}

/** What a call gave back, as text. */
export function outputOf(content: unknown): string {
  if (typeof content === 'string') return forPerson(content.replace(errorTags, '$1'))
  return asObjects(content)
    .map((block) => asText(block.text) ?? `[${asText(block.type) ?? 'content'}]`)
    .join('\n')
}
