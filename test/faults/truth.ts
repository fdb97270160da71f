import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { account, measure, type Account, type Accounts, type Line } from './account.ts'
import type { RealWorld } from './real-world.ts'
import { recorded } from './recorded.ts'

/** One line of the demo agent's own log: see `src/demo/truth.ts`. */
export type Emitted = {
  n: number
  at: number
  pid: number
  /** The id it is about: the session's own or a subagent's. */
  session: string
  update?: Wire
  request?: { method: string; params: Wire }
  response?: { result?: Wire; error?: Wire }
  notification?: Wire
  replay?: true
  torn?: true
}

type Wire = Record<string, unknown>

/** All that the agents of a session emitted. Throws when the log itself has a hole. */
export function emitted(world: Pick<RealWorld, 'state'>, token: string): Emitted[] {
  const text = readFileSync(join(world.state, token, 'emitted.ndjson'), 'utf8')
  // A last line without its end is one that the agent died over; it was never sent.
  const whole = text.split('\n').slice(0, -1)
  const entries = whole.map((line): Emitted => JSON.parse(line))
  const hole = entries.findIndex(({ n }, index) => n !== index + 1)
  if (hole >= 0) throw new Error(`the truth of ${token} has a hole at its entry ${hole + 1}`)
  return entries.filter(({ replay }) => !replay)
}

/** The prompts that the agents of a session were really given, in order. */
export function prompted(world: Pick<RealWorld, 'state'>, token: string): string[] {
  return readFileSync(join(world.state, token, 'history.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): { kind: string; text: string } => JSON.parse(line))
    .flatMap(({ kind, text }) => (kind === 'prompt' ? [text] : []))
}

/** What a reader of the wire must have understood. `token`: the agent's own id of the session. */
export function accountsOf(entries: readonly Emitted[], token: string): Accounts {
  const root = account(null)
  const all: Accounts = { '': root }
  const keyOf = (id: string) => (id === token ? '' : id)
  let cost: number | null = null
  let told = 0

  for (const { session, update, request, response, notification, torn } of entries) {
    if (torn) continue
    const its = (all[keyOf(session)] ??= account(''))
    if (update) read(its, keyOf(session), update)
    if (notification) root.unknown += 1
    if (request) its.lines.push(askOf(request))
    if (response && isEnd(response)) {
      const { result, error } = response
      const costUsd = cost === null ? null : Math.round((cost - told) * 1e6) / 1e6
      told = cost ?? told
      cost = cost === null ? null : told
      const outcome = error ? 'failed' : outcomeOf(text(result?.stopReason))
      its.lines.push({ kind: 'end', outcome, tokens: tokensOf(result), costUsd })
    }
  }
  return all

  function read(its: Account, key: string, update: Wire) {
    const kind = text(update.sessionUpdate)
    switch (kind) {
      case 'agent_message_chunk':
      case 'agent_thought_chunk': {
        const what = kind === 'agent_message_chunk' ? 'message' : 'thought'
        const id = text(update.messageId)
        const piece = text(part(update.content, 'text'))
        const line = its.lines.find((one) => one.kind === what && one.id === id)
        if (line?.kind === 'message' || line?.kind === 'thought') line.text += piece
        else its.lines.push({ kind: what, id, text: piece })
        return
      }
      case 'tool_call':
      case 'tool_call_update': {
        const id = text(update.toolCallId)
        let line = its.lines.find((one) => one.kind === 'tool' && one.id === id)
        if (line?.kind !== 'tool') {
          line = { kind: 'tool', id, title: '', status: '', input: null, output: '' }
          its.lines.push(line)
        }
        if (typeof update.title === 'string') line.title = update.title
        if (typeof update.status === 'string')
          line.status = update.status === 'in_progress' ? 'running' : update.status
        if (update.rawInput !== undefined) line.input = update.rawInput
        if (Array.isArray(update.content)) line.output = textsOf(update.content)
        return
      }
      case 'plan': {
        const entries = list(update.entries).map((entry) => ({
          text: part(entry, 'content'),
          status: part(entry, 'status'),
        }))
        its.lines.push({ kind: 'plan', entries })
        return
      }
      case 'usage_update': {
        const amount = part(update.cost, 'amount')
        if (key === '' && typeof amount === 'number') cost = amount
        measure(its, update.used, update.size)
        return
      }
      case 'subagent_update': {
        const child = (all[text(update.sessionId)] ??= account(key))
        child.parent = key
        const stopReason = part(update.state, 'stopReason')
        if (typeof stopReason !== 'string') return
        const tokens = tokensOf(update.state)
        child.lines.push({ kind: 'end', outcome: outcomeOf(stopReason), tokens, costUsd: null })
        return
      }
      case 'session_message':
      case 'available_commands_update':
      case 'session_info_update':
      case 'current_mode_update':
      case 'config_option_update':
        return
      default:
        its.unknown += 1
    }
  }
}

/** Both sides of a session whose agent could end what it said: they are to be equal. */
export async function bothSides(world: RealWorld, id: string) {
  const token = world.session(id).resumeToken ?? ''
  return {
    recorded: await recorded(world, id),
    emitted: accountsOf(emitted(world, token), token),
  }
}

function askOf({ method, params }: { method: string; params: Wire }): Line {
  if (method !== 'session/request_permission')
    return { kind: 'ask', what: 'question', title: text(params.message) }
  return { kind: 'ask', what: 'approval', title: text(part(params.toolCall, 'title')) }
}

/** The end of a turn, and no answer to anything else that was asked of the agent. */
function isEnd({ result, error }: { result?: Wire; error?: Wire }): boolean {
  return error !== undefined || result?.stopReason !== undefined
}

function outcomeOf(stopReason: string): string {
  const words: Record<string, string> = { end_turn: 'completed', cancelled: 'interrupted' }
  return words[stopReason] ?? 'failed'
}

function tokensOf(from: unknown): unknown {
  const usage = part(from, 'usage')
  return ['inputTokens', 'outputTokens', 'cachedReadTokens', 'cachedWriteTokens'].map(
    (key) => part(usage, key) ?? 0,
  )
}

/** The texts of a tool's content; changes of files are told beside them. */
function textsOf(content: unknown): string {
  return list(content)
    .map((one) => text(part(part(one, 'content'), 'text')))
    .filter((one) => one !== '')
    .join('\n')
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
