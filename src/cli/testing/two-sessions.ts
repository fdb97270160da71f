import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { World } from '../world.ts'
import { approval, created, message, queued, tool, turnBegun, turnEnded } from './event-log.ts'
import { fakeServer, type FakeServer } from './fake-server.ts'
import { fakeWorld } from './fake-world.ts'

/** A server for all tests of a file, with a session that asks and has a queue, and one at rest. */
export function twoSessions() {
  let server: FakeServer

  beforeAll(async () => {
    server = await fakeServer()
    server.add('3f9c2a', created(), queued('p1', 'add it'), ...turnBegun('p1', 't1'))
    server.add('3f9c2a', message('m1', 'On it.'), tool('c1', 'npm test'))
    server.add('3f9c2a', approval('ask-9', 'Publish', 'npm publish'), queued('p7', 'then docs'))
    server.add('77b0d1', created({ title: 'Another' }), queued('p1', 'x'), ...turnBegun('p1', 't1'))
    server.add('77b0d1', turnEnded('t1'))
  })
  afterAll(() => server.close())
  beforeEach(() => {
    server.asked = []
    server.react = () => undefined
  })

  return {
    server: () => server,
    /** Runs a command to its end. */
    async given(argv: string[], changes: Partial<World> = {}) {
      const { run, out, err } = fakeWorld(server.data, changes)
      const code = await run(...argv)
      return { code, out: out(), err: err() }
    },
    /** What was asked of the server but to read. */
    sent: () =>
      server.asked
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path, body }) => [method, path, body]),
  }
}
