import type { Answer, Permission, Setting } from '../core/ask.ts'
import type { Attachment } from '../core/event.ts'
import type { Delta, Exit, Report } from '../core/report.ts'

/** How to launch one agent program, as the configuration says it. */
export type AgentSpec = {
  /** The agent's name for a person, such as `demo`. */
  name: string
  /** Which provider speaks its language, such as `acp`. */
  provider: string
  /** Program and arguments. */
  command: string[]
}

export type StartOptions = {
  /** The id of this run: one life of one agent process. Item ids made by the provider begin with it. */
  run: string
  spec: AgentSpec
  /** The workspace; an absolute path of a folder that exists. */
  cwd: string
  /** The whole environment: nothing else is inherited. */
  env: Record<string, string>
  permission: Permission
  model: string | null
  /** The provider session to go on with, or null for a new one. */
  resume: string | null
  /** Go on from a copy of `resume`, which stays as it is. Only where `can.fork`. */
  fork?: boolean
  /** Is given every line that passes, both ways, before anything is made of it. */
  onWire: (direction: 'in' | 'out', line: string) => void
}

/** One thing an agent told; `child` is the provider's key of the subagent it is about. */
export type Told = { child?: string; report: Report } | { delta: Omit<Delta, 'session'> }

/**
 * One live agent process. Iterate it once for what it tells, in order, in batches as they were read;
 * reading stops while a batch is being worked on, so a slow reader slows the agent and buffers nothing.
 * The iteration ends, without throwing, after the last line of a process that is gone. It does not tell
 * `agent.started` and `agent.exited`: its owner does.
 */
export type Agent = AsyncIterable<Told[]> & {
  readonly pid: number
  /** Begins a turn. Told back as `turn.started` with the same ids. Call it only when no turn runs. */
  prompt(turn: string, prompt: string, text: string, attachments?: readonly Attachment[]): void
  /** Folds a prompt into the running turn. Only where `can.steer`. */
  steer(prompt: string, text: string, attachments?: readonly Attachment[]): void
  /** Asks the agent to end its turn; the turn then ends as `interrupted`. */
  interrupt(): void
  /** Answers an open ask. False when the agent does not wait for it (any more). */
  answer(ask: string, answer: Answer): boolean
  /** Ends one subagent. Only where `can.stopChild`. */
  stopChild(key: string): void
  /**
   * Goes on with another model or permission. Only where `can.switch` says so, once it is ready. Rejects with
   * one line for a person where the agent does not take it; all is as before then.
   */
  switch(to: Setting): Promise<void>
  /** Ends the process: politely, then by SIGTERM, then by SIGKILL to its group. Resolves when it is gone. */
  stop(cause: 'stopped' | 'released' | 'protocol'): Promise<Exit>
  /** Resolves once, when the process is gone and its output is read. Never rejects. */
  readonly exited: Promise<Exit>
}

/** A kind of agent program we can talk to. Stateless: what lives is the `Agent` it starts. */
export type Provider = {
  name: string
  /** Variables of its own that its documentation names: passed on from the server's environment. */
  env: readonly string[]
  /** The first word of its command is a module that it loads: such a file need not be one that can be run. */
  loadsModule?: boolean
  /** Never throws: a program that cannot be started is an agent whose `exited` says `spawn-failed`. */
  start(options: StartOptions): Agent
}
