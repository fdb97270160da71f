import { sessionJson, iso, type SessionJson } from '../contract/session.ts'
import type { GroupJson, ProjectJson, RunnerJson } from '../contract/response.ts'
import type { Group, Project } from '../core/project.ts'
import type { Session } from '../core/session.ts'
import type { RunnerStatus } from '../dispatcher/dispatcher.ts'
import type { ServerWorld } from './world.ts'

export function runnerJson(runner: RunnerStatus): RunnerJson {
  return { ...runner, since: iso(runner.since) }
}

export function projectJson(project: Project): ProjectJson {
  const formerly = project.formerly.map(({ path, until }) => ({ path, until: iso(until) }))
  return { ...project, addedAt: iso(project.addedAt), formerly }
}

export function groupJson(group: Group): GroupJson {
  return { ...group, addedAt: iso(group.addedAt) }
}

/** A session as it stands now: what a caller saw before it asked may be older. */
export function oneSession(
  { dispatcher, now }: Pick<ServerWorld, 'dispatcher' | 'now'>,
  session: Session,
): { session: SessionJson } {
  const newest = dispatcher.fleet.get(session.id) ?? session
  return { session: sessionJson(dispatcher.fleet, newest, now()) }
}
