/** A scene is data: steps that are performed one after the other. Branches are steps inside steps. */
export type Step =
  /** A message to the person, streamed in pieces. */
  | { do: 'say'; text: string }
  | { do: 'think'; text: string }
  /** The plan as it now stands: the first `done` entries are completed, the next one is in progress. */
  | { do: 'plan'; entries: string[]; done: number }
  /** Reads a file of the workspace; `otherwise` is what it holds where there is none. */
  | { do: 'read'; path: string; otherwise?: string }
  | { do: 'search'; pattern: string; hits: string[] }
  | { do: 'fetch'; url: string; body: string }
  | RunStep
  | EditStep
  | SubagentStep
  /** All of them at the same time; goes on when the last one ended. */
  | { do: 'together'; steps: Step[] }
  | QuestionStep
  /** Ends the turn with an error, or, inside a subagent, ends that subagent with it. */
  | { do: 'fail'; kind: FailureKind; message?: string }
  /** The agent process dies while a tool runs. */
  | { do: 'crash'; how: 'exit' | 'kill'; command: string }
  /** A tool that takes `ms`, or, with null, goes on until it is cancelled. */
  | { do: 'wait'; ms: number | null; title: string }
  /** A message of `kb` kilobytes. */
  | { do: 'long'; kb: number }
  | { do: 'flood'; rate: number; events: number; size: number }
  /** One update whose line is `mb` megabytes. */
  | { do: 'line'; mb: number }
  /** A shell in a session of its own that forks on until it is killed, whatever becomes of this program. */
  | { do: 'shell'; ms: number | null; stubborn: boolean }
  | { do: 'odd'; what: 'halfline' | 'badutf8' | 'u2028' | 'future' }

/** A command with scripted output: nothing is really run. It asks first where it has `ask`. */
export type RunStep = {
  do: 'run'
  command: string
  output: string[]
  exit?: number
  /** How long it takes at the usual pace. */
  ms?: number
  ask?: Branches
}

/** Really writes a file of the workspace. Asks first in the mode `default`. */
export type EditStep = {
  do: 'edit'
  path: string
  /** Replaces this text; the whole file where it is absent. A file without it gets `text` at its end. */
  find?: string
  text: string
  ask?: Branches
}

/** What follows an answer; an absent `denied` says that the step is left out. */
export type Branches = { allowed?: Step[]; denied?: Step[] }

export type SubagentStep = {
  do: 'subagent'
  name: string
  /** What kind of worker it is, one line. */
  role: string
  prompt: string
  steps: Step[]
  /** What it tells its parent at the end. */
  reply: string
  /** The parent does not wait for it; it may outlive the parent's turn. */
  background?: boolean
}

export type Question = {
  message: string
  /** `description`: what the answer would mean; `next`: what follows it. */
  options: { id: string; label: string; description?: string; next: Step[] }[]
  /** Any number of them may be chosen; what each leads to follows. */
  several?: boolean
}

export type QuestionStep = Question & {
  do: 'question'
  /** Asked in the same form, after the first one. */
  more?: Question[]
  /** The person did not want to answer. */
  declined: Step[]
}

export type FailureKind =
  | 'rate-limit'
  | 'overloaded'
  | 'auth'
  | 'bad-request'
  | 'refused'
  /** Not an error on the wire but a stop reason: the model refused, or the turn had too many requests. */
  | 'refusal'
  | 'limit'

/** What a scene can look at when its steps are made. */
export type Setting = {
  prompt: string
  /** `key=value` words of a `/play` prompt. */
  key: (name: string, otherwise: string) => string
  number: (name: string, otherwise: number) => number
  project: Project
  /** Turns this session had before this one. */
  turnsBefore: number
}

/** The workspace as an agent finds it at a first look. */
export type Project = {
  name: string
  /** Source files, relative to the workspace, at most 40. */
  files: string[]
  extension: 'ts' | 'js'
  /** The text of a file inside the workspace, or null. */
  read: (path: string) => string | null
}

export type Scene = (setting: Setting) => Step[]
