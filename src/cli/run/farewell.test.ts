import { expect, test } from 'vitest'
import { sessionJson } from '../../contract/session.ts'
import { plainStyle } from '../print/style.ts'
import { begun, created, eventLog, queued, turnBegun, turnEnded } from '../testing/event-log.ts'
import { fakeWorld } from '../testing/fake-world.ts'
import { footerLines } from './farewell.ts'

test('a run took the time since it sent its prompt, however long its session was idle before', () => {
  const log = eventLog()
  log.add('s', created(), queued('p', 'x'), ...turnBegun('p', 't'), turnEnded('t'))
  const now = begun + 200_000
  const state = log.fleet.get('s')
  if (!state) throw new Error('no session')
  const session = sessionJson(log.fleet, state, now)
  const followed = {
    outcome: 'completed',
    exitCode: 0,
    pending: [],
    session,
    subagents: 0,
  } as const
  const { world } = fakeWorld('/data', { now: () => now })
  const [line] = footerLines(followed, now - 500, { style: plainStyle, world, columns: null })
  expect(line).toBe('── completed · 1 turn · 12.2k tokens in, 340 out · $0.02 · 0.5 s  s')
})
