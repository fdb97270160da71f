import type { Exit, Report } from '../src/core/report.ts'
import type { Agent, Provider, StartOptions, Told } from '../src/providers/provider.ts'

/** An agent in memory: a test says what it tells, and sees what it was asked. */
export type FakeAgent = {
  options: StartOptions
  /** What it was asked, in order: `['prompt', 't1', 'p1', 'hello']`. */
  asked: unknown[][]
  /** Tells one batch; resolves when the runner asks for the next one. */
  tell(...told: (Report | Told)[]): Promise<void>
  /** How often its reader came for more. */
  reads(): number
  /** The next reading throws. */
  fail(error: Error): void
  die(exit?: Partial<Exit>): void
  /** Answers the newest switch: it was taken, or why not. */
  switched: (refusal?: string) => void
}

export type FakeProvider = Provider & {
  agents: FakeAgent[]
  /** Called for each agent that starts, after it was made. */
  onStart: (agent: FakeAgent) => void
}

export function fakeProvider(name = 'fake'): FakeProvider {
  let pid = 1_000_000_000
  const provider: FakeProvider = {
    name,
    env: [],
    agents: [],
    onStart: () => undefined,
    start(options) {
      const { agent, fake } = fakeAgent(options, ++pid)
      provider.agents.push(fake)
      provider.onStart(fake)
      return agent
    },
  }
  return provider
}

function fakeAgent(options: StartOptions, pid: number): { agent: Agent; fake: FakeAgent } {
  const asked: unknown[][] = []
  const queue: { batch: Told[]; taken: () => void }[] = []
  const { promise: exited, resolve: exit } = Promise.withResolvers<Exit>()
  let wake: () => void = () => undefined
  let dead = false
  let broken: Error | null = null
  let reads = 0
  let settle: FakeAgent['switched'] = () => undefined

  function die(how: Partial<Exit> = {}): void {
    if (dead) return
    dead = true
    exit({ cause: 'exited', code: 0, signal: null, message: 'It left.', stderr: '', ...how })
    wake()
  }

  async function* batches(): AsyncGenerator<Told[]> {
    for (;;) {
      reads += 1
      if (broken) throw broken
      const next = queue.shift()
      if (next) {
        yield next.batch
        next.taken()
      } else if (dead) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  const note =
    (what: string) =>
    (...args: unknown[]): void =>
      void asked.push([what, ...args.filter((arg) => arg !== undefined)])
  const agent: Agent = {
    pid,
    prompt: note('prompt'),
    steer: note('steer'),
    interrupt: note('interrupt'),
    stopChild: note('stopChild'),
    switch(to) {
      asked.push(['switch', to])
      const answer = Promise.withResolvers<void>()
      settle = (refusal) =>
        refusal === undefined ? answer.resolve() : answer.reject(new Error(refusal))
      return answer.promise
    },
    answer(ask, answer) {
      asked.push(['answer', ask, answer])
      return !ask.startsWith('gone')
    },
    stop(cause) {
      asked.push(['stop', cause])
      die({ cause, message: `Ended: ${cause}.` })
      return exited
    },
    exited,
    [Symbol.asyncIterator]: () => batches(),
  }
  return {
    agent,
    fake: {
      options,
      asked,
      tell: (...told) =>
        new Promise((resolve) => {
          const batch = told.map((one) =>
            'report' in one || 'delta' in one ? one : { report: one },
          )
          queue.push({ batch, taken: resolve })
          wake()
        }),
      reads: () => reads,
      switched: (refusal) => settle(refusal),
      fail(error) {
        broken = error
        wake()
      },
      die,
    },
  }
}
