import type { Answer, Ask } from './ask.ts'
import type { Item } from './item.ts'
import type { ToldUsage } from './usage.ts'

/** What a kind of agent is able to do, told by the agent or known of its provider. */
export type Can = {
  /** Another agent can go on with the same provider session. */
  resume: boolean
  /** A prompt can be folded into a running turn. */
  steer: boolean
  /** One subagent can be stopped alone. */
  stopChild: boolean
  /** A prompt can hold pictures; absent: nothing was told of it. */
  image?: boolean
  /** What of it can be changed while it lives; absent: nothing. */
  switch?: { model: boolean; permission: boolean }
  /** Another agent can go on from a copy of the provider session; absent: it cannot. */
  fork?: boolean
}

/** How a process ended. The first cause that was seen is kept. */
export type Exit = {
  cause:
    | 'exited'
    | 'signalled'
    /** It never ran: the program is missing or refused to start. */
    | 'spawn-failed'
    /** We ended it because the person said so. */
    | 'stopped'
    /** We ended it because nothing needed it; the session goes on with the next prompt. */
    | 'released'
    /** It stopped speaking its protocol, or said that it cannot go on. */
    | 'protocol'
    /** It does not know the provider session that it was to go on with; nothing was sent to it. */
    | 'not-resumed'
    /** The runner that owned it died. */
    | 'runner-gone'
  code: number | null
  signal: string | null
  /** One line for a person. */
  message: string
  /** The end of what it wrote to stderr, at most 4 KiB. */
  stderr: string
}

/** An error that an agent told. */
export type AgentError = {
  kind: 'auth' | 'rate-limit' | 'overloaded' | 'bad-request' | 'limit' | 'refused' | 'other'
  message: string
}

/** `interrupted`: the turn was ended on request; `stopped`: with its agent; `crashed`: its agent died. */
export type Outcome = 'completed' | 'failed' | 'interrupted' | 'stopped' | 'crashed'

/** Facts that an agent (or the runner about it) tells and that become events as they are. */
export type Fact =
  | { type: 'agent.started'; run: string; pid: number }
  | {
      type: 'agent.ready'
      run: string
      /** The provider's own session id: where a next agent can go on. */
      token: string | null
      /** How this agent stands to the provider session asked for. `fork`: it goes on under another id. */
      continuity: 'new' | 'same' | 'fork' | 'unproved'
      can: Can
      model?: string
      cwd?: string
      tools?: string[]
      /** The agent's own word for its permission mode. */
      mode?: string
      /** The agent program's own version. */
      agentVersion?: string
      /** Of a fork whose agent tells totals: what they hold already of the session it came from (USD). */
      spentUsd?: number
    }
  | { type: 'agent.changed'; model?: string; mode?: string; title?: string; commands?: string[] }
  | { type: 'agent.exited'; run: string; exit: Exit }
  /** `prompt`: the id of the prompt that began it; absent where the agent began by itself. */
  | { type: 'turn.started'; turn: string; prompt?: string }
  | { type: 'item.set'; item: Item }
  /** A text goes on at `offset` (UTF-16 units); `settled` when it is whole. */
  | { type: 'item.grew'; id: string; offset: number; text: string; settled: boolean }
  | { type: 'ask.opened'; ask: Ask }
  | {
      type: 'ask.answered'
      id: string
      answer: Answer
      by: 'person' | 'policy' | 'rule' | 'agent'
    }
  | { type: 'context.measured'; used: number; size: number }
  /** A message we could not read: kept as it came, at most 64 KiB of it. */
  | { type: 'wire.unknown'; wire: string; why: string }

/** What an agent says about itself after translation. */
export type Report =
  | Fact
  | {
      type: 'turn.ended'
      turn: string
      outcome: Outcome
      error?: AgentError
      usage?: ToldUsage
      /** The usage counts from the start of the agent's session, not of this turn. */
      cumulative?: boolean
      /** Running total of the cost alone, where only the cost is cumulative. */
      totalCostUsd?: number
      durationMs?: number
    }
  /** A subagent began, or began again. `key` is the provider's own name for it, `parent` that of its parent. */
  | {
      type: 'child.started'
      key: string
      parent?: string
      toolUse?: string
      name?: string
      prompt?: string
      background?: boolean
      model?: string
    }
  | {
      type: 'child.ended'
      key: string
      outcome: Outcome
      output?: string
      error?: AgentError
      usage?: ToldUsage
      durationMs?: number
    }
  /** Lines from stderr or a log, joined; `dropped` lines were left out between the last and these. */
  | { type: 'log'; text: string; dropped?: number }
  /** A command was carried out, or could not be. */
  | { type: 'command.settled'; command: string; error?: { code: string; message: string } }

/** A fragment of an unsettled item: shown at once, never recorded by itself. `session` is ours. */
export type Delta = {
  session: string
  child?: string
  /** The item, and what it will be: a client that has not seen it yet can draw it. */
  id: string
  kind: 'message' | 'thought' | 'tool'
  /** Offset of `text` in the item's growing text, in UTF-16 units. */
  offset: number
  text: string
}

/**
 * A report as the runner's journal holds it. `seq` counts from 1 for each runner without gaps;
 * `at` is ms since 1970; `child` is the provider's key of the subagent that it is about.
 */
export type Journaled = { seq: number; at: number; session: string; child?: string; report: Report }
