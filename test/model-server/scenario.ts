/** A tool call that the model makes. */
export type Call = { name: string; input: Record<string, unknown> }

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
  /** What the request must bring: the results of the calls of the step before, by their text. */
  expects?: { results: RegExp[] }
}

/** Answers by name. A prompt that says `play:NAME` is answered by the steps of NAME, one a request. */
export type Scenarios = Readonly<Record<string, readonly Step[]>>
