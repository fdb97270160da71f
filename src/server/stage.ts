import { decide, requested, type Command } from '../core/decide.ts'
import type { Recorded, SessionEvent } from '../core/event.ts'
import { fleet as emptyFleet } from '../core/fleet.ts'
import type { Session } from '../core/session.ts'
import type { Change, Dispatcher, NewSession, RunnerStatus } from '../dispatcher/dispatcher.ts'
import type { Project } from '../core/project.ts'
import { memoryStore } from '../store/memory.ts'
import type { EventStore } from '../store/store.ts'
import { projectBook, type BookParts } from './projects.ts'
import type { ServerWorld } from './world.ts'

/**
 * A world for the server's tests: a store in memory and a dispatcher that decides, saves and folds,
 * and has no runner. What it saves may be told later than it is saved, as happens in life.
 */
export type Stage = ServerWorld & {
  store: EventStore
  /** Saves an event, folds it, and tells it unless `tellLater` is on. */
  record(sessionId: string, event: SessionEvent): Recorded
  begin(id: string, more?: Partial<Created>): void
  tell(change: Change): void
  /** While on, saved events are told only by `tellNow`. */
  tellLater: boolean
  tellNow(): void
  created: NewSession[]
  bookParts: BookParts
  /** What is found at folders. */
  repositories: Record<string, Pick<Project, 'remote' | 'rootCommit'>>
  logged: { level: string; message: string; fields: unknown }[]
  downs: number
}

type Created = Extract<SessionEvent, { type: 'session.created' }>

const second = 1000

export function stage(): Stage {
  const store = memoryStore()
  const fleet = emptyFleet()
  const listeners = new Set<(change: Change) => void>()
  const untold: Recorded[] = []
  const world = { clock: Date.UTC(2026, 0, 1, 12), ids: 0 }
  const newId = () => `id${String(++world.ids).padStart(4, '0')}`
  const runner: RunnerStatus = {
    name: 'local',
    state: 'up',
    since: world.clock,
    reason: 'connected',
    version: '1',
    pid: 42,
    attempt: 0,
    agents: 0,
    unsaved: null,
    lag: 0,
  }

  function tell(change: Change) {
    for (const listener of listeners) listener(change)
  }

  function record(sessionId: string, event: SessionEvent): Recorded {
    world.clock += second
    const version = (fleet.get(sessionId)?.version ?? 0) + 1
    const seq = store.lastSeq() + 1
    const recorded: Recorded = { ...event, seq, sessionId, version, at: world.clock }
    const before = fleet.get(sessionId)
    const session = fleet.apply(recorded)
    const parent =
      before === undefined && session.parentId ? fleet.get(session.parentId) : undefined
    store.write({
      events: [recorded],
      sessions: parent ? [parent, session] : [session],
      offsets: [],
      orders: { add: [], settle: [] },
      held: { add: [], release: [] },
      logs: [],
      notices: [],
    })
    untold.push(recorded)
    if (!made.tellLater) made.tellNow()
    return recorded
  }

  function begin(id: string, more: Partial<Created> = {}) {
    record(id, {
      type: 'session.created',
      agent: 'demo',
      runner: 'local',
      project: '/tmp',
      cwd: '/tmp',
      title: `title of ${id}`,
      model: null,
      permission: 'ask',
      onCrash: 'ask',
      resumeToken: null,
      ...more,
    })
  }

  function load(id: string): Session | undefined {
    if (!fleet.get(id)) for (const session of store.tree(id)) fleet.put(session)
    return fleet.get(id)
  }

  function command(id: string, wish: Command): ReturnType<Dispatcher['command']> {
    const session = load(id)
    if (!session) return { rejected: 'no-such-session', message: `No session ${id}.` }
    const decided = decide(session, wish, newId, fleet.get(session.rootId))
    if ('rejected' in decided) return decided
    for (const event of decided.events) record(id, event)
    const after = fleet.get(id) ?? session
    return { session: after, ...(decided.note && { note: decided.note }) }
  }

  const dispatcher: Dispatcher = {
    start: async () => {},
    stop: async () => {},
    fleet,
    load,
    create(session) {
      made.created.push(session)
      const { id = newId(), agent, project, cwd, title, model, permission, onCrash } = session
      begin(id, { agent, project, cwd, title, model, permission, onCrash })
      const { prompt: text, by, attachments } = session
      const prompt = { id: newId(), text, by, ...(attachments && { attachments }) }
      record(id, { type: 'prompt.queued', prompt, first: false })
      const now = fleet.get(id)
      if (!now) throw new Error('it was folded just now')
      for (const event of requested(now, 'person', 1, newId).events) record(id, event)
      return { session: fleet.get(id) ?? now }
    },
    command,
    remove(id) {
      const session = load(id)
      if (!session) return { rejected: 'no-such-session', message: `No session ${id}.` }
      if (session.live)
        return { rejected: 'still-running', message: `Session ${id} runs; stop it.` }
      const removed = [id, ...fleet.descendants(id).map((child) => child.id)]
      store.remove(removed)
      fleet.remove(id)
      tell({ type: 'removed', sessions: removed })
      return { removed }
    },
    runners: () => [runner],
    restart: (name) =>
      name === runner.name
        ? { ...runner, state: 'restarting' }
        : { rejected: 'no-such-runner', message: `No runner "${name}"; there is: local.` },
    shutdown: async () => ({ left: [] }),
    saving: () => ({ ok: true, since: world.clock, reason: '' }),
    counters: () => ({ malformed: 1, unknown: 2 }),
    seq: () => store.lastSeq(),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  const bookParts: BookParts = {
    store,
    now: () => world.clock,
    newId,
    around: (cwd) => cwd,
    identify: (folder) =>
      Promise.resolve(made.repositories[folder] ?? { remote: null, rootCommit: null }),
    log: (level, message) => void made.logged.push({ level, message, fields: undefined }),
  }

  const made: Stage = {
    dispatcher,
    store,
    token: 'T'.repeat(43),
    version: '1.2.3',
    data: '/data',
    startedAt: world.clock,
    now: () => world.clock,
    newId,
    later(ms, call) {
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
    agents: () => [
      {
        name: 'demo',
        provider: 'acp',
        command: ['demo-agent'],
        found: '/bin/demo-agent',
        version: null,
        signedIn: null,
        hint: null,
        default: true,
      },
      {
        name: 'absent',
        provider: 'acp',
        command: ['absent-agent'],
        found: null,
        version: null,
        signedIn: null,
        hint: 'npm i -g absent-agent',
        default: false,
      },
    ],
    projects: projectBook(bookParts),
    bookParts,
    repositories: {},
    isSet: (name) => name !== 'UNSET',
    onCrash: 'ask',
    log: (level, message, fields) => void made.logged.push({ level, message, fields }),
    down: () => void made.downs++,
    record,
    begin,
    tell,
    tellLater: false,
    tellNow() {
      const events = untold.splice(0)
      if (events.length > 0) tell({ type: 'recorded', events })
    },
    created: [],
    logged: [],
    downs: 0,
  }
  return made
}
