import { recordedOf, type EventJson } from '../../src/contract/event.ts'
import type { SessionJson } from '../../src/contract/session.ts'
import type { Recorded } from '../../src/core/event.ts'
import { atRest, type Session } from '../../src/core/session.ts'
import type { Answer } from './answer.ts'
import type { FeedMirror } from './feed-mirror.ts'

/** What a person does with the sessions of a world, and what is recorded of them. */
export function worldSessions(world: {
  project: string
  feed: FeedMirror
  ask: (method: string, path: string, body?: unknown) => Promise<Answer | null>
  does: (method: string, path: string, body?: unknown) => Promise<unknown>
  until: <T>(
    what: string,
    holds: () => T | Promise<T>,
  ) => Promise<Exclude<T, false | null | undefined>>
}) {
  const { project, feed, ask, does, until } = world

  async function create(prompt: string, wanted: Record<string, unknown> = {}): Promise<string> {
    const body = { prompt, cwd: project, agent: 'demo', ...wanted }
    const made = (await does('POST', '/sessions', body)) as { session: SessionJson }
    const { id } = made.session
    await until(`the feed tells of ${id}`, () => feed.fleet.get(id))
    return id
  }

  function session(id: string): Session {
    const found = feed.fleet.get(id)
    if (!found) throw new Error(`the feed told of no session ${id}`)
    return found
  }

  /** All events of a session, read page by page with `after`, as a reader that was away does. */
  async function events(id: string, limit = 200): Promise<Recorded[]> {
    const all: EventJson[] = []
    for (;;) {
      const after = all.at(-1)?.seq ?? 0
      const page = (await does('GET', `/sessions/${id}/events?after=${after}&limit=${limit}`)) as {
        events: EventJson[]
        more: boolean
      }
      all.push(...page.events)
      if (!page.more) return all.map(recordedOf)
    }
  }

  /** Answers yes to whatever is asked now, and each question with its first option. */
  async function allowAll(): Promise<void> {
    for (const { asks } of feed.fleet.all())
      for (const { ask: open } of asks) {
        const reply = { choice: 'reply', text: open.options?.[0]?.id ?? 'yes' }
        const answer = open.kind === 'question' ? reply : { choice: 'allow' }
        await ask('POST', `/approvals/${open.id}`, answer)
      }
  }

  /** Waits until these sessions and all below them rest. Asks on the way are allowed. */
  async function rest(...ids: string[]): Promise<void> {
    await until(`${ids.length} sessions rest`, async () => {
      await allowAll()
      return ids.every((id) =>
        [session(id), ...feed.fleet.descendants(id)].every(
          (one) => atRest(one) && one.queue.length === 0 && one.sent.length === 0,
        ),
      )
    })
  }

  /** A turn of it runs, or ran: on a busy machine it may be over before another has begun. */
  function begun(id: string): boolean {
    const { turn, turns } = session(id)
    return turn !== null || turns > 0
  }

  /** Interrupts what would go on for long, and waits until all rest. */
  async function enough(...ids: string[]): Promise<void> {
    for (const id of ids) await does('POST', `/sessions/${id}/interrupt`)
    await rest(...ids)
  }

  return { create, session, events, allowAll, begun, rest, enough }
}
