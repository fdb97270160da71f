import type { Answer, CrashPolicy, Permission } from './ask.ts'
import type { Prompt, SessionEvent } from './event.ts'
import type { Order } from './order.ts'

/** A person's wish about one session. */
export type Command =
  | { type: 'prompt'; prompt: Prompt; now: boolean }
  | { type: 'edit-prompt'; id: string; text: string }
  | { type: 'drop-prompt'; id: string }
  | { type: 'interrupt' }
  | { type: 'stop' }
  | { type: 'resume'; by: 'person' | 'policy'; attempt: number }
  | { type: 'close' }
  | { type: 'answer'; ask: string; answer: Answer; always: boolean }
  | { type: 'rename'; title: string }
  | { type: 'configure'; onCrash?: CrashPolicy; permission?: Permission; model?: string }
  | { type: 'mark-seen' }

/** Why a wish is refused; `message` is one line for a person that says what to do. */
export type Rejection = {
  rejected:
    | 'session-closed'
    | 'is-subagent'
    | 'is-stopping'
    | 'queue-full'
    | 'no-such-prompt'
    | 'no-turn'
    | 'not-running'
    | 'already-running'
    | 'still-running'
    | 'not-waiting'
    | 'wrong-answer'
    | 'cannot-stop-subagent'
    | 'cannot-switch'
    | 'not-ready'
    | 'cannot-fork'
    | 'too-wide'
  message: string
}

/** What follows from something: events to record, then orders to send. */
export type Step = { events: SessionEvent[]; orders: Order[] }

export type Decision = (Step & { note?: 'cannot-steer' }) | Rejection

export function refuse(rejected: Rejection['rejected'], message: string): Rejection {
  return { rejected, message }
}

export function only(event: SessionEvent): Step {
  return { events: [event], orders: [] }
}

export function nothing(): Step {
  return { events: [], orders: [] }
}
