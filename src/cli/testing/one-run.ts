import { afterEach, beforeEach } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import type { World } from '../world.ts'
import { turnBegun } from './event-log.ts'
import { fakeServer, type FakeServer } from './fake-server.ts'
import { fakeWorld } from './fake-world.ts'

/** A server for each test of a file, for the session that `run` creates there. */
export function oneRun() {
  let server: FakeServer
  const id = 'new-1-session'

  beforeEach(async () => {
    server = await fakeServer()
  })
  afterEach(() => server.close())

  return {
    server: () => server,
    id,
    begun: turnBegun('p1', 't1'),
    /** Plays events as soon as the session was created. */
    play(...events: SessionEvent[]) {
      server.heard = ({ method, path }) => {
        if (method === 'POST' && path === 'sessions') server.add(id, ...events)
      }
    },
    world: (given: Partial<World> & { tty?: boolean } = {}) => fakeWorld(server.data, given),
  }
}
