import type { FeedFrame } from '../contract/feed.ts'
import { runnerJson } from './json.ts'
import { boundedPage } from './page-of-events.ts'
import type { ServerWorld } from './world.ts'

type Seen = Pick<ServerWorld, 'dispatcher' | 'store'>
type SnapshotOf<Type extends FeedFrame['type']> = Extract<FeedFrame, { type: Type }>

/** How many of its newest events a session's snapshot holds. */
const snapshotEvents = 200

/** All that is open, as of now. */
export function fleetSnapshot({ dispatcher }: Seen): SnapshotOf<'fleet'> {
  const { fleet } = dispatcher
  return {
    type: 'fleet',
    seq: dispatcher.seq(),
    sessions: [...fleet.all()].filter(({ rootId }) => fleet.get(rootId)?.state !== 'done'),
    runners: dispatcher.runners().map(runnerJson),
    saving: dispatcher.saving(),
  }
}

/** The projects and groups, whole: they are few, and change seldom. */
export function projectsFrame({ projects }: Pick<ServerWorld, 'projects'>): SnapshotOf<'projects'> {
  return { type: 'projects', projects: projects.projects(), groups: projects.groups() }
}

/** One session as of now, or null where it is gone. */
export function sessionSnapshot(
  { dispatcher, store }: Seen,
  id: string,
): SnapshotOf<'session'> | null {
  const session = dispatcher.load(id)
  if (!session) return null
  const asked = { before: Number.MAX_SAFE_INTEGER }
  const found = store.page(id, asked, snapshotEvents + 1)
  const { events, cut } = boundedPage(found, asked, snapshotEvents)
  return { type: 'session', seq: dispatcher.seq(), session, events, more: cut }
}
