import { groupOf, needsYou, type Group } from '../../core/attention.ts'
import type { EventJson } from '../../contract/recorded.ts'
import { recordedOf } from '../../contract/recorded.ts'
import { isChatter } from '../../core/event.ts'
import type { FeedFrame, Saving } from '../../contract/feed.ts'
import type { RunnerJson } from '../../contract/response.ts'
import { fleet, type Effective, type Fleet } from '../../core/fleet.ts'
import type { Session } from '../../core/session.ts'
import type { Usage } from '../../core/usage.ts'
import { folded, type Attention } from './attention.ts'
import { frames } from './frames.ts'

/** One session as a line of a list: its subagents are counted in. */
export type Row = {
  id: string
  session: Session
  shown: Effective
  usage: Usage
  below: readonly Session[]
  group: Group
}

const kinds = ['approval', 'question', 'failure'] as const

/** The fleet as the feed tells it, folded by the same code as in the server; told to the screen a few times a second. */
export class FleetState {
  #fleet: Fleet = fleet()
  #version = $state(0)
  #rows = new Map<string, Row & { of: readonly Session[] }>()
  ready = $state(false)
  runners = $state.raw<RunnerJson[]>([])
  saving = $state.raw<Saving>({ ok: true, since: 0, reason: '' })
  #beat = frames(50, () => (this.#version += 1))
  /** What agents do just now is told five times a second: nobody reads faster, and each telling draws all that moves. */
  #calmBeat = frames(200, () => (this.#version += 1))

  /** All open root sessions, in the order in which they began. */
  rows: Row[] = $derived.by(() => {
    void this.#version
    return [...this.#fleet.all()]
      .filter((session) => session.parentId === null)
      .sort((a, b) => a.createdAt - b.createdAt)
      .map((session) => this.#row(session))
  })

  /** Everything that needs the person: approvals, questions, failures; within a kind the longest wait first. */
  waiting: Attention[] = $derived.by(() => {
    void this.#version
    const all = [...this.#fleet.all()].filter(needsYou).flatMap((session) => this.#wants(session))
    return all.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.since - b.since)
  })

  /** The same as the one list that everything shows and counts: equal asks are one. */
  attention: Attention[] = $derived(folded(this.waiting))

  get(id: string): Session | undefined {
    void this.#version
    return this.#fleet.get(id)
  }

  row(id: string): Row | undefined {
    const session = this.get(id)
    return session && this.#row(session)
  }

  shown(id: string): Effective | undefined {
    void this.#version
    return this.#fleet.get(id) && this.#fleet.effective(id)
  }

  children(id: string): Session[] {
    void this.#version
    const found = this.#fleet.get(id)?.children ?? []
    return found.map((child) => this.#fleet.get(child)).filter((child) => child !== undefined)
  }

  descendants(id: string): Session[] {
    void this.#version
    return this.#fleet.descendants(id)
  }

  /** Puts a session that lists do not hold any more: a closed one that is looked at. */
  put(session: Session): void {
    if ((this.#fleet.get(session.id)?.version ?? 0) >= session.version) return
    this.#fleet.put(session)
    this.#beat.ask()
  }

  hear(frame: FeedFrame): void {
    switch (frame.type) {
      case 'fleet': {
        const before = this.#fleet
        this.#fleet = fleet()
        for (const session of frame.sessions) this.#fleet.put(session)
        // What is looked at stays, though lists do not hold it.
        for (const session of before.all())
          if (session.state === 'done' && !this.#fleet.get(session.id)) this.#fleet.put(session)
        this.runners = frame.runners
        this.saving = frame.saving
        this.ready = true
        this.#beat.now()
        return
      }
      case 'events':
        if (frame.to !== 'fleet') return
        for (const event of frame.events) this.#fold(event)
        if (frame.events.every(isChatter)) this.#calmBeat.ask()
        else this.#beat.ask()
        return
      case 'removed':
        for (const id of frame.sessions) this.#fleet.remove(id)
        this.#beat.ask()
        return
      case 'runner': {
        const others = this.runners.filter(({ name }) => name !== frame.runner.name)
        this.runners = [...others, frame.runner]
        return
      }
      case 'saving':
        this.saving = frame.saving
        return
      case 'hello':
      case 'session':
      case 'caught-up':
      case 'deltas':
      case 'notice':
      case 'projects':
      case 'error':
        return
    }
  }

  #fold(event: EventJson) {
    // A session that is not in the lists: a closed one, seen by its page alone.
    if (event.type !== 'session.created' && !this.#fleet.get(event.sessionId)) return
    this.#fleet.apply(recordedOf(event))
  }

  /** The same object for as long as nothing in the session's tree changed: its line is not drawn again. */
  #row(session: Session): Row {
    const { id } = session
    const below = session.children.length > 0 ? this.#fleet.descendants(id) : []
    const of = [session, ...below]
    const known = this.#rows.get(id)
    if (known && known.of.length === of.length && known.of.every((one, at) => one === of[at]))
      return known
    const shown = this.#fleet.effective(id)
    const row = {
      id,
      session,
      shown,
      usage: this.#fleet.treeUsage(id),
      below,
      of,
      group: group(of, shown),
    }
    this.#rows.set(id, row)
    return row
  }

  #wants(session: Session): Attention[] {
    const root = this.#fleet.get(session.rootId) ?? session
    const path: string[] = []
    for (let at: Session | undefined = session; at && at.parentId !== null;) {
      path.unshift(at.title)
      at = this.#fleet.get(at.parentId)
    }
    const base = { session, root, path, others: [] }
    const asks = session.asks.map(({ ask, since }) => ({
      ...base,
      key: ask.id,
      kind: ask.kind === 'question' ? ('question' as const) : ('approval' as const),
      ask,
      since,
    }))
    if (asks.length > 0) return asks
    return [{ ...base, key: session.id, kind: 'failure', ask: null, since: session.since }]
  }
}

/** What needs the person anywhere in the tree lies on top. */
function group(tree: readonly Session[], { state }: Effective): Group {
  if (tree.some(needsYou)) return 'Needs you'
  return groupOf({ state, seen: tree[0]?.seen ?? true })
}
