import { FeedRequest, type FeedFrame } from '../contract/feed.ts'
import { parseJson } from '../core/json.ts'
import type { Recorded } from '../core/event.ts'
import { batch, batchMs, chatterMs } from './batch.ts'
import { runnerJson } from './json.ts'
import { outlet, type Socket } from './outlet.ts'
import { printed, type Printed } from './printed.ts'
import { fleetSnapshot, projectsFrame, sessionSnapshot } from './snapshot.ts'
import type { ServerWorld } from './world.ts'

/** Beyond so many missed events a snapshot is cheaper than they are. */
export const mostBehind = 5000
const pageSize = 200
const mostSubscriptions = 1000
/** Deltas are the first thing left out: beyond so many waiting bytes there are none. */
const deltaRoom = 512 * 1024
/** Catching up reads the next page when no more than this waits, in bytes. */
const pageRoom = 256 * 1024

/** What a client follows: it was given everything up to `sent`. */
type Subscription = {
  to: string
  sent: number
  /** `catching`: older events are being read; `waiting`: for a snapshot, since the client fell behind. */
  state: 'live' | 'catching' | 'waiting'
}

/** One client of the feed. */
export type Subscriber = {
  /** What the client said. */
  receive(text: string): void
  events(events: readonly Printed[]): void
  /** `session` is the one that the text is in. */
  delta(session: string, json: () => string): void
  /** A frame for those who follow the fleet, or for everyone. */
  tell(frame: FeedFrame, to: 'fleet' | 'all'): void
  removed(sessions: readonly string[]): void
  close(): void
}

type Needs = Pick<ServerWorld, 'dispatcher' | 'store' | 'projects' | 'later'> & {
  /** Sessions that were removed at or after a seq. */
  removedSince: (seq: number) => string[]
  failed: (error: unknown) => void
}

export function subscriber(needs: Needs, socket: Socket): Subscriber {
  const { dispatcher, store, later } = needs
  const out = outlet(socket)
  const gathered = batch(push, (ms, call) =>
    later(ms, () => {
      try {
        call()
      } catch (error) {
        needs.failed(error)
      }
    }),
  )
  const subscriptions = new Map<string, Subscription>()
  let behind = false
  let closed = false

  function push(frame: string) {
    if (!behind && !closed && !out.push(frame)) fallBehind()
  }

  function send(frame: FeedFrame) {
    gathered.flush()
    push(JSON.stringify(frame))
  }

  /** Too much waits: what can be forgotten is, and the client begins anew when it has read the rest. */
  function fallBehind() {
    behind = true
    gathered.drop()
    out.drop()
    for (const to of subscriptions.keys()) subscriptions.set(to, { to, sent: 0, state: 'waiting' })
    beginAnew().catch(needs.failed)
  }

  /** One snapshot after the other, each when the one before is read: together they might never fit. */
  async function beginAnew() {
    await out.below(0)
    behind = false
    for (;;) {
      await out.below(pageRoom)
      if (closed || behind) return
      const next = [...subscriptions.values()].find(({ state }) => state === 'waiting')
      if (next === undefined) return
      snapshot(next.to)
    }
  }

  function snapshot(to: string) {
    const frame = to === 'fleet' ? fleetSnapshot(needs) : sessionSnapshot(needs, to)
    if (frame === null) {
      subscriptions.delete(to)
      return send({ type: 'removed', sessions: [to] })
    }
    // Before it is sent: sending may find that the client fell behind, and begin anew.
    subscriptions.set(to, { to, sent: frame.seq, state: 'live' })
    send(frame)
    if (to === 'fleet') send(projectsFrame(needs))
  }

  /** Pages from the store until there are none: then, in the same tick, what follows is live. */
  async function catchUp(subscription: Subscription) {
    const { to } = subscription
    for (let given = 0; ;) {
      await out.below(pageRoom)
      // Replaced, unsubscribed, or fallen behind: somebody else goes on from here.
      if (closed || behind || subscriptions.get(to) !== subscription) return
      const page: Recorded[] =
        to === 'fleet'
          ? store.readAfter(subscription.sent, pageSize)
          : store.page(to, { after: subscription.sent }, pageSize)
      given += page.length
      if (given > mostBehind) return snapshot(to)
      if (page.length === 0) break
      for (const event of page) add(subscription, printed(event))
      gathered.flush()
    }
    subscription.state = 'live'
    if (to === 'fleet') tellAround()
    send({ type: 'caught-up', to, seq: Math.max(subscription.sent, dispatcher.seq()) })
  }

  /** What has no seq is told as it is now: it may have changed while the client was away. */
  function tellAround() {
    for (const runner of dispatcher.runners()) send({ type: 'runner', runner: runnerJson(runner) })
    send({ type: 'saving', saving: dispatcher.saving() })
    send(projectsFrame(needs))
  }

  function add(subscription: Subscription, event: Printed) {
    const { to } = subscription
    if (behind || event.seq <= subscription.sent) return
    subscription.sent = event.seq
    if (to !== 'fleet') gathered.event(to, event.whole(), batchMs)
    else gathered.event(to, event.lean(), event.chatter ? chatterMs : batchMs)
  }

  function subscribe(to: string, after: number | undefined) {
    if (to !== 'fleet' && dispatcher.load(to) === undefined)
      return refuse('not-found', `No session "${to.slice(0, 80)}"; give a whole id.`)
    if (subscriptions.size >= mostSubscriptions && !subscriptions.has(to))
      return refuse('too-many', `One client may follow ${mostSubscriptions} sessions.`)
    // One that is behind is given a snapshot of all it follows when it has read the rest.
    if (behind) {
      subscriptions.set(to, { to, sent: 0, state: 'waiting' })
      return
    }
    if (after === undefined || missed(to, after) > mostBehind) return snapshot(to)
    const sessions = to === 'fleet' ? needs.removedSince(after) : []
    if (sessions.length > 0) send({ type: 'removed', sessions })
    const subscription: Subscription = { to, sent: after, state: 'catching' }
    subscriptions.set(to, subscription)
    catchUp(subscription).catch(needs.failed)
  }

  /** How many events a client lacks. One that is ahead of the log holds another log: it lacks all. */
  function missed(to: string, after: number): number {
    if (after > dispatcher.seq()) return Infinity
    if (to === 'fleet') return dispatcher.seq() - after
    const [next] = store.page(to, { after }, 1)
    return next ? (dispatcher.load(to)?.version ?? 0) - next.version + 1 : 0
  }

  function refuse(code: string, message: string) {
    send({ type: 'error', code, message })
  }

  return {
    receive(text) {
      const json = parseJson(text)
      const request = json.ok ? FeedRequest.safeParse(json.value) : null
      if (!request?.success)
        return refuse(
          'bad-request',
          'Not understood; say {"type":"subscribe","to":"fleet"} or {"type":"subscribe","to":"session","session":ID}, with "after":SEQ to go on, or "unsubscribe".',
        )
      const { data } = request
      const to = data.to === 'fleet' ? 'fleet' : data.session
      if (data.type === 'unsubscribe') subscriptions.delete(to)
      else subscribe(to, data.after)
    },

    events(events) {
      if (behind || subscriptions.size === 0) return
      const all = subscriptions.get('fleet')
      for (const event of events) {
        if (all?.state === 'live') add(all, event)
        const one = subscriptions.get(event.sessionId)
        if (one?.state === 'live') add(one, event)
      }
    },

    delta(session, json) {
      if (behind || subscriptions.get(session)?.state !== 'live' || out.waiting() > deltaRoom)
        return
      gathered.delta(json())
    },

    tell(frame, to) {
      if (behind || subscriptions.size === 0) return
      if (to === 'all' || subscriptions.has('fleet')) send(frame)
    },

    removed(sessions) {
      const told = subscriptions.has('fleet')
        ? [...sessions]
        : sessions.filter((id) => subscriptions.has(id))
      for (const id of sessions) subscriptions.delete(id)
      if (told.length > 0 && !behind) send({ type: 'removed', sessions: told })
    },

    close() {
      closed = true
      subscriptions.clear()
      gathered.drop()
      out.drop()
    },
  }
}
