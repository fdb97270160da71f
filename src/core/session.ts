import type { Ask, CrashPolicy, Permission, Rule } from './ask.ts'
import type { Prompt } from './event.ts'
import type { AgentError, Can, Exit, Outcome } from './report.ts'
import type { Trace } from './trace.ts'
import type { Totals, Usage } from './usage.ts'

export type State =
  | 'starting'
  | 'running'
  | 'needs-approval'
  | 'needs-input'
  | 'idle'
  | 'failed'
  | 'crashed'
  | 'resuming'
  | 'stopped'
  | 'done'

/** The live agent process of a session, as far as it was told. */
export type LiveAgent = {
  run: string
  ready: boolean
  pid: number | null
  /** The person asked for its end. */
  stopping: boolean
}

/**
 * A session folded from its own events: what every list and every decision needs, bounded in size.
 * Times are ms since 1970. What its subagents do is not in here: see `fleet.ts`.
 */
export type Session = {
  id: string
  parentId: string | null
  rootId: string
  /** For a subagent: the provider's key, the call that spawned it, and whether its parent waits for it. */
  child: { key: string; toolUse: string | null; background: boolean; placeholder: boolean } | null
  children: string[]
  project: string | null
  cwd: string
  agent: string
  runner: string
  model: string | null
  /** The agent's own word for its mode, where it told one. */
  mode: string | null
  permission: Permission
  onCrash: CrashPolicy
  title: string
  /** The person gave the title: the agent's own does not replace it. */
  named: boolean

  state: State
  /** One line: why it is in this state. */
  reason: string
  since: number
  /** `seq` of the event that brought this state. */
  evidence: number
  signal: 'ok' | 'none'
  /** Why nothing is heard, while `signal` is `none`. */
  silence: string | null
  lastOutcome: Outcome | null
  /** One line of what came of its last turn: what a subagent told its parent, what a session of the person's did last; null: nothing. */
  result: string | null
  error: AgentError | null
  exit: Exit | null
  seen: boolean
  /** What it does, one line; null when it rests. */
  now: string | null
  /** The beginning of the message that grows, until a clause can be made of it. */
  saying?: { id: string; text: string } | null

  live: LiveAgent | null
  can: Can | null
  turn: { id: string; startedAt: number; prompt: string | null } | null
  turns: number
  queue: Prompt[]
  /** The queue waits for the person: the last turn failed, and so might all that follow. */
  held: boolean
  /** Prompts given to the runner whose turn has not begun. */
  sent: { prompt: Prompt; turn: string }[]
  asks: { ask: Ask; since: number }[]
  rules: Rule[]
  /** Resumes by policy since a turn completed or a person stepped in: for the back-off and its end. */
  attempts: number

  usage: Usage
  totals: Totals
  context: { used: number; size: number } | null
  changes: { files: number; added: number; removed: number }
  /** Paths counted in `changes.files`; the newest 500. */
  touched: string[]
  /** Tool calls under way, newest last, at most 50. */
  calls: { id: string; title: string }[]
  /** Calls that ended, the newest 100, with the lines they changed: told again they are not counted again. */
  endedCalls: { id: string; added: number; removed: number }[]
  trace: Trace
  commands: string[]
  unknownWire: number

  resumeToken: string | null
  /**
   * Of a fork: the session that it came from, and the provider session that its first agent is to copy;
   * null where that was lost, or is copied already.
   */
  fork?: { of: string; from: string | null }
  createdAt: number
  updatedAt: number
  lastSeq: number
  version: number
}

/** Nothing of it is under way, and nothing will be unless somebody says so. */
export function atRest(session: Session): boolean {
  switch (session.state) {
    case 'idle':
    case 'failed':
    case 'crashed':
    case 'stopped':
    case 'done':
      return true
    case 'starting':
    case 'running':
    case 'needs-approval':
    case 'needs-input':
    case 'resuming':
      return false
  }
}
