import type { FeedFrame, FeedRequest } from '../../contract/feed.ts'

/** The part of a WebSocket that the client needs. */
export type SocketLike = {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
}

export type FeedState =
  | { state: 'connecting' }
  | { state: 'live' }
  /** `attempt` to come back at `retryAt` (ms); `since`: when anything was heard last. */
  | { state: 'lost'; since: number; attempt: number; retryAt: number }

type World = {
  open(): SocketLike
  now(): number
  random(): number
  /** Calls back once after `ms`; the answer cancels it. */
  later(ms: number, call: () => void): () => void
}

type Listener = {
  frame(frame: FeedFrame): void
  state(state: FeedState): void
}

const longestWait = 10_000

/**
 * One connection to the feed that comes back by itself. It remembers how far every subscription was
 * told and goes on from there: nothing is missed and nothing is told twice.
 */
export class FeedClient {
  readonly #world: World
  readonly #listener: Listener
  #socket: SocketLike | null = null
  #cancelRetry: () => void = () => undefined
  /** The start of the server that the fleet was told by. */
  #server: string | null = null
  #fleetSeq: number | undefined
  readonly #sessions = new Map<string, number | undefined>()
  /** The server said hello: it can be spoken to. */
  #greeted = false
  #attempt = 0
  #heardAt = 0
  #closed = false

  constructor(world: World, listener: Listener) {
    this.#world = world
    this.#listener = listener
  }

  start(): void {
    this.#heardAt = this.#world.now()
    this.#connect()
  }

  /** Follows a session; `after`: what is held already. */
  follow(session: string, after?: number): void {
    this.#sessions.set(session, after)
    this.#ask(session, after)
  }

  leave(session: string): void {
    if (this.#sessions.delete(session)) this.#say({ type: 'unsubscribe', to: 'session', session })
  }

  /** Tries again at once: the person asked, the machine woke up, the network is back. */
  retry(): void {
    if (this.#closed) return
    this.#cancelRetry()
    this.#drop()
    this.#connect()
  }

  close(): void {
    this.#closed = true
    this.#cancelRetry()
    this.#drop()
  }

  #connect() {
    const socket = this.#world.open()
    this.#socket = socket
    this.#greeted = false
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#hear(JSON.parse(data) as FeedFrame)
    }
    socket.onclose = () => {
      if (this.#socket !== socket) return
      this.#socket = null
      this.#greeted = false
      this.#lost()
    }
  }

  #drop() {
    const socket = this.#socket
    this.#socket = null
    this.#greeted = false
    socket?.close()
  }

  #lost() {
    if (this.#closed) return
    this.#attempt += 1
    const wait = Math.min(longestWait, 500 * 2 ** (this.#attempt - 1))
    const ms = wait * (0.8 + 0.4 * this.#world.random())
    this.#cancelRetry = this.#world.later(ms, () => this.#connect())
    this.#listener.state({
      state: 'lost',
      since: this.#heardAt,
      attempt: this.#attempt,
      retryAt: this.#world.now() + ms,
    })
  }

  #hear(frame: FeedFrame) {
    this.#heardAt = this.#world.now()
    const told = this.#fresh(frame)
    if (told) this.#listener.frame(told)
  }

  /** The frame without what was told before; null: nothing is left of it. */
  #fresh(frame: FeedFrame): FeedFrame | null {
    switch (frame.type) {
      case 'hello':
        this.#attempt = 0
        this.#greeted = true
        // Removals are told within one start of the server only.
        if (frame.server !== this.#server) this.#fleetSeq = undefined
        this.#server = frame.server
        this.#say({
          type: 'subscribe',
          to: 'fleet',
          ...(this.#fleetSeq !== undefined && { after: this.#fleetSeq }),
        })
        for (const [session, after] of this.#sessions) this.#ask(session, after)
        this.#listener.state({ state: 'live' })
        return frame
      case 'fleet':
        this.#fleetSeq = frame.seq
        return frame
      case 'session':
        if (!this.#sessions.has(frame.session.id)) return null
        this.#sessions.set(frame.session.id, frame.seq)
        return frame
      case 'events': {
        const known = this.#seqOf(frame.to) ?? 0
        const events = frame.events.filter(({ seq }) => seq > known)
        this.#move(frame.to, events.at(-1)?.seq ?? known)
        return events.length > 0 ? { ...frame, events } : null
      }
      case 'caught-up':
        this.#move(frame.to, frame.seq)
        return frame
      case 'removed':
        for (const id of frame.sessions) this.#sessions.delete(id)
        return frame
      case 'deltas':
      case 'projects':
      case 'runner':
      case 'notice':
      case 'saving':
      case 'error':
        return frame
    }
  }

  #seqOf(to: string): number | undefined {
    return to === 'fleet' ? this.#fleetSeq : this.#sessions.get(to)
  }

  #move(to: string, seq: number) {
    if (to === 'fleet') this.#fleetSeq = Math.max(seq, this.#fleetSeq ?? 0)
    else if (this.#sessions.has(to))
      this.#sessions.set(to, Math.max(seq, this.#sessions.get(to) ?? 0))
  }

  #ask(session: string, after: number | undefined) {
    this.#say({
      type: 'subscribe',
      to: 'session',
      session,
      ...(after !== undefined && { after }),
    })
  }

  /** What cannot be said now is said after the next hello: subscriptions are remembered. */
  #say(request: FeedRequest) {
    if (this.#greeted) this.#socket?.send(JSON.stringify(request))
  }
}
