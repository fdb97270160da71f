import { eventJson, type EventJson } from '../../contract/event.ts'
import type { FeedFrame } from '../../contract/feed.ts'
import type { Recorded } from '../../core/event.ts'
import { fleet } from '../../core/fleet.ts'
import type { Gap, Wish } from '../feed.ts'
import { begun, child, created, eventLog, message } from './event-log.ts'

/** A log of a tree and of a stranger, with children born on the way. */
export function busyLog(choices: readonly number[]): readonly Recorded[] {
  const log = eventLog()
  log.add('root', created())
  log.add('stranger', created())
  const members = ['root']
  for (const [at, choice] of choices.entries()) {
    if (choice === 0 && members.length < 5) {
      const id = `child-${members.length}`
      log.add(id, child(members[at % members.length] ?? 'root', 'root', id))
      members.push(id)
    } else if (choice === 1) log.add('stranger', message(`x${at}`, 'elsewhere'))
    else log.add(members[choice % members.length] ?? 'root', message(`m${at}`, `text-${at} of it`))
  }
  return log.events
}

/** Beyond so many missed events a session comes as a snapshot. */
const mostBehind = 5

/** A server over a log that grows: what it would send on one connection, in the order it would. */
export function connection(events: readonly Recorded[], size: () => number) {
  let fleetFrom: number | null = null
  const sessions = new Map<string, number>()

  function answer(request: Wish): FeedFrame[] {
    if (request.type !== 'subscribe') return []
    const seq = size()
    if (request.to === 'fleet') {
      fleetFrom = seq
      const folded = fleet()
      for (const event of events.slice(0, seq)) folded.apply(event)
      const saving = { ok: true, since: begun, reason: '' }
      return [{ type: 'fleet', seq, sessions: [...folded.all()], runners: [], saving }]
    }
    const { session, after = 0 } = request
    sessions.set(session, seq)
    const missed = events
      .slice(0, seq)
      .filter((event) => event.sessionId === session && event.seq > after)
      .map(eventJson)
    const folded = fleet()
    for (const event of events.slice(0, seq)) folded.apply(event)
    const now = folded.get(session)
    if (missed.length > mostBehind && now)
      return [{ type: 'session', seq, session: now, events: missed.slice(-2), more: true }]
    return [
      { type: 'events', to: session, events: missed },
      { type: 'caught-up', to: session, seq },
    ]
  }

  function live(event: Recorded, fleetFirst: boolean): FeedFrame[] {
    const frames: FeedFrame[] = []
    const json = [eventJson(event)]
    if (fleetFrom !== null && event.seq > fleetFrom)
      frames.push({ type: 'events', to: 'fleet', events: json })
    const since = sessions.get(event.sessionId)
    if (since !== undefined && event.seq > since)
      frames.push({ type: 'events', to: event.sessionId, events: json })
    return fleetFirst ? frames : frames.toReversed()
  }

  /** The events of a gap, as the HTTP route has them. */
  function page({ session, after, until }: Gap): EventJson[] {
    return events
      .slice(0, size())
      .filter((event) => event.sessionId === session && event.seq > after && event.seq <= until)
      .map(eventJson)
  }

  return { answer, live, page }
}
