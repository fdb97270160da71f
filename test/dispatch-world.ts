import type { Recorded } from '../src/core/event.ts'
import type { Notice } from '../src/core/notice.ts'
import type { Report } from '../src/core/report.ts'
import { dispatcher } from '../src/dispatcher/dispatch.ts'
import type { Accepted, Change, NewSession, Refused, World } from '../src/dispatcher/dispatcher.ts'
import { memoryStore } from '../src/store/memory.ts'
import type { EventStore } from '../src/store/store.ts'
import { fakeRunner, type FakeRunner } from './fake-runner.ts'

/** A dispatcher in a world where time stands still until it is moved, and ids count from 1. */
export type DispatchWorld = ReturnType<typeof dispatchWorld>

export function dispatchWorld(
  options: {
    store?: EventStore
    runners?: string[]
    /** Runners of an earlier world: they outlived its dispatcher. */
    living?: Map<string, FakeRunner>
    startAt?: number
    firstId?: number
    world?: Partial<World>
  } = {},
) {
  let time = options.startAt ?? Date.UTC(2026, 0, 5, 9)
  let ids = options.firstId ?? 0
  let timers: { due: number; call: () => void }[] = []
  const now = () => time
  const names = options.runners ?? ['local']
  const runners =
    options.living ?? new Map(names.map((name) => [name, fakeRunner(name, () => time)]))
  const store = options.store ?? memoryStore()
  const notified: Notice[] = []
  const emitted: { name: string; attributes: Record<string, unknown> }[] = []
  const logged: { level: string; message: string }[] = []
  const changes: Change[] = []

  const it = dispatcher({
    store,
    doors: new Map([...runners].map(([name, runner]) => [name, runner.door])),
    version: '0.0.0',
    now,
    newId: () => `id${++ids}`,
    random: () => 0,
    later(ms, call) {
      const timer = { due: time + ms, call }
      timers.push(timer)
      return () => void (timers = timers.filter((other) => other !== timer))
    },
    launch: (agent) => ({ provider: 'fake', command: [agent], env: {} }),
    notify: (notice) => void notified.push(notice),
    emit: (name, attributes) => void emitted.push({ name, attributes }),
    log: (level, message) => void logged.push({ level, message }),
    ...options.world,
  })
  it.listen((change) => void changes.push(change))

  /** Lets everything happen that waits for no time. */
  async function settle() {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Moves the clock, timer by timer. */
  async function pass(ms: number) {
    const until = time + ms
    for (;;) {
      const next = timers.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0]
      if (!next) break
      timers = timers.filter((timer) => timer !== next)
      time = Math.max(time, next.due)
      next.call()
      await settle()
    }
    time = until
    await settle()
  }

  function runner(name = 'local'): FakeRunner {
    const found = runners.get(name)
    if (!found) throw new Error(`no runner ${name}`)
    return found
  }

  return {
    it,
    store,
    runners,
    runner,
    notified,
    emitted,
    logged,
    changes,
    now,
    settle,
    pass,
    timers: () => timers.length,
    lastId: () => ids,
    /** Sets the clock back or forth without any timer. */
    setClock: (at: number) => void (time = at),
    events: (id: string): Recorded[] => store.page(id, { after: 0 }, 1_000_000),
    types: (id: string): string[] =>
      store.page(id, { after: 0 }, 1_000_000).map(({ type }) => type),
    recorded: (): Recorded[] =>
      changes.flatMap((change) => (change.type === 'recorded' ? change.events : [])),
    session(id: string) {
      const session = it.load(id)
      if (!session) throw new Error(`no session ${id}`)
      return session
    },
    create: (wanted: Partial<NewSession> = {}): Accepted | Refused =>
      it.create({ ...plain, ...wanted }),
    /** A session whose agent is ready and whose first turn runs. */
    async working(
      wanted: Partial<NewSession> = {},
    ): Promise<{ id: string; run: string; turn: string }> {
      const made = accepted(it.create({ ...plain, ...wanted }))
      const { id } = made
      await settle()
      const from = runner(made.runner)
      const start = from.order('start')
      const { run } = start.order
      from.settle(start)
      from.live.push({ session: id, run })
      from.report(id, { type: 'agent.started', run, pid: 4711 })
      from.report(id, readyReport(run))
      await settle()
      const prompt = from.order('prompt')
      from.settle(prompt)
      const { turn } = prompt.order
      from.report(id, { type: 'turn.started', turn, prompt: prompt.order.prompt })
      await settle()
      return { id, run, turn }
    },
  }
}

export function readyReport(run: string, token = 'provider-session'): Report {
  return {
    type: 'agent.ready',
    run,
    token,
    continuity: 'new',
    can: {
      resume: true,
      steer: false,
      stopChild: false,
      switch: { model: true, permission: true },
    },
    model: 'model-1',
  }
}

export function accepted(answer: Accepted | Refused): Accepted['session'] {
  if ('rejected' in answer) throw new Error(answer.message)
  return answer.session
}

const plain: NewSession = {
  prompt: 'add a health endpoint',
  by: 'person',
  agent: 'demo',
  cwd: '/tmp/project',
  project: '/tmp/project',
  title: 'add a health endpoint',
  named: false,
  model: null,
  permission: 'ask',
  onCrash: 'ask',
  env: {},
  runner: null,
  resumeToken: null,
}
