import type { CrashPolicy, Permission, Rule, Setting } from './ask.ts'
import type { AgentError, Fact, Outcome } from './report.ts'
import type { Totals, Usage } from './usage.ts'

/** A file that goes with a prompt. `path` is absolute; `image` is its media type, where it is a picture. */
export type Attachment = { path: string; image?: string }

/** What a person, or another session, asks of an agent. */
export type Prompt = { id: string; text: string; by: string; attachments?: Attachment[] }

/** Everything that can happen to a session, in the past tense. An event is never changed once recorded. */
export type SessionEvent =
  | Fact
  | {
      type: 'session.created'
      agent: string
      runner: string
      project: string | null
      cwd: string
      title: string
      /** The person gave the title: the agent's own does not replace it. */
      named?: boolean
      model: string | null
      permission: Permission
      onCrash: CrashPolicy
      /** A provider session begun elsewhere, to go on with. */
      resumeToken: string | null
      /** The session that this one is a fork of: its first agent goes on from a copy of `resumeToken`. */
      forkOf?: string
      /** For a subagent: where it hangs in the tree, and what spawned it. */
      parent?: {
        id: string
        rootId: string
        /** The provider's own key for it; it is unique below one root. */
        key: string
        toolUse: string | null
        background: boolean
        /** Made for messages whose spawn was never seen. */
        placeholder: boolean
      }
    }
  /** A placeholder's spawn was seen after all. */
  | { type: 'child.identified'; title: string; parentId: string; toolUse: string | null }
  | { type: 'session.renamed'; title: string }
  | { type: 'session.configured'; onCrash?: CrashPolicy; permission?: Permission; model?: string }
  /** The person wants another model or permission of an agent that lives; it holds when it is configured. */
  | { type: 'switch.asked'; to: Setting }
  /** The agent did not take it: all is as before. */
  | { type: 'switch.refused'; to: Setting; message: string }
  /** A prompt waits for its turn; `first`: before the others. */
  | { type: 'prompt.queued'; prompt: Prompt; first: boolean }
  | { type: 'prompt.edited'; id: string; text: string }
  | { type: 'prompt.dropped'; id: string; reason: string }
  | { type: 'prompt.sent'; id: string; turn: string }
  /** Folded into the turn that runs. */
  | { type: 'prompt.steered'; id: string }
  /** The runner did not take it; it is not in the queue any more. */
  | { type: 'prompt.refused'; id: string; code: string; message: string }
  /** The person let a held queue go on. */
  | { type: 'queue.released' }
  | {
      type: 'agent.requested'
      run: string
      runner: string
      /** The provider session to go on with; null begins a new one. */
      resume: string | null
      by: 'person' | 'policy'
      attempt: number
    }
  | { type: 'interrupt.asked'; turn: string }
  | { type: 'stop.asked' }
  | {
      type: 'turn.ended'
      turn: string
      outcome: Outcome
      error?: AgentError
      /** What this turn used, and the running totals of a cumulative agent, for the next difference. */
      usage: Usage
      totals?: Totals
      durationMs?: number
      /** A subagent's result, as its parent was told. */
      output?: string
    }
  | { type: 'rule.added'; rule: Rule }
  | { type: 'signal.lost'; reason: string }
  | { type: 'signal.found' }
  /** Reports `from` to `to` of the runner's journal are gone for good. */
  | { type: 'gap.found'; runner: string; from: number; to: number }
  | { type: 'seen.marked' }
  | { type: 'session.closed' }

/** An event as the log holds it: `seq` orders the whole log, `version` one session, from 1. `at`: ms since 1970. */
export type Recorded = SessionEvent & {
  seq: number
  sessionId: string
  version: number
  at: number
}

/** Whether it says what an agent does just now, and changes no state: lists of many sessions tell it a little later. */
export function isChatter({ type }: { type: string }): boolean {
  return type === 'item.set' || type === 'item.grew' || type === 'context.measured'
}

/** An event on its way to the log. */
export type Fresh = { sessionId: string; at: number; event: SessionEvent }
