import type { Answer, Permission, Rule, Setting } from './ask.ts'
import type { Attachment } from './event.ts'

/**
 * What the dispatcher tells a runner to do. Recorded before it is sent, carried out at most once,
 * settled by a `command.settled` report. `session` is always a root: subagents have no process.
 */
export type Order = { session: string; run: string } & (
  | {
      type: 'start'
      agent: string
      cwd: string
      model: string | null
      permission: Permission
      rules: Rule[]
      resume: string | null
      /** Go on from a copy of `resume`, which stays as it is. */
      fork?: true
    }
  | { type: 'prompt'; turn: string; prompt: string; text: string; attachments?: Attachment[] }
  | { type: 'steer'; prompt: string; text: string; attachments?: Attachment[] }
  | { type: 'interrupt' }
  | { type: 'stop'; cause: 'stopped' | 'released' }
  | {
      type: 'answer'
      ask: string
      answer: Answer
      rule: Rule | null
      /** What may be done without asking from now on, where the answer changes that. */
      permission?: Permission
    }
  | { type: 'stop-child'; key: string }
  | { type: 'switch'; to: Setting }
)
