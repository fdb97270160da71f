/** A tool call that the model makes. */
export type Call = { name: string; input: Record<string, unknown> }

export type Expected = {
  /** The results of the calls of the step before, by their text. */
  results?: RegExp[]
  /** What was said before: texts that the history must hold. */
  history?: string[]
  /** What the last message of the user says, with all that the harness adds. */
  prompt?: RegExp
  /** Media types of the pictures of that message. */
  pictures?: string[]
}

/** One answer of the model. */
export type Step = {
  think?: string
  text?: string
  calls?: Call[]
  /** The answer is an error; with `times`, only so often, and then the rest of the step is the answer. */
  error?: { status: number; type: string; message: string; times?: number }
  /** Nothing is sent (`start`), or no end of it (`text`), until the client gives up. */
  hang?: 'start' | 'text'
  /** Nothing is sent until the test opens this gate. */
  gate?: string
  usage?: { input: number; output: number; cacheRead?: number; cacheWrite?: number }
  /** What the head of the answer says beside: how much of a limit is used. */
  headers?: Record<string, string>
  /** What the request must bring. */
  expects?: Expected
  /** The answer stands for all that was said: from now on the history may hold it alone. */
  compacts?: boolean
}

/** Answers by name. A prompt that says `play:NAME` is answered by the steps of NAME, one a request. */
export type Scenarios = Readonly<Record<string, readonly Step[]>>
