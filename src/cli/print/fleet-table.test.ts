import { expect, test } from 'vitest'
import { sessionJson } from '../../contract/session.ts'
import {
  approval,
  begun,
  child,
  created,
  eventLog,
  queued,
  tool,
  turnBegun,
  turnEnded,
} from '../testing/event-log.ts'
import { fleetLines } from './fleet-table.ts'
import { plainStyle, styleFor } from './style.ts'
import { columnsOf } from './width.ts'

const log = eventLog()
log.add('3f9c2a71', created({ title: 'add a health endpoint' }), queued('p1', 'x'))
log.add('3f9c2a71', ...turnBegun('p1', 't1'), tool('c1', 'Run npm test', { settled: false }))
log.add('77b0d1e2', child('3f9c2a71', '3f9c2a71', 'Write the tests'))
log.add('77b0d1e2', { type: 'turn.started', turn: 'k1' })
log.add('90aa12ff', child('77b0d1e2', '3f9c2a71', 'Look for fixtures'))
log.add('90aa12ff', { type: 'turn.started', turn: 'k2' }, turnEnded('k2'))
log.add('a1b2c3d4', created({ title: 'migrate the payments to the new ledger, all of them' }))
log.add('a1b2c3d4', queued('p2', 'x'), ...turnBegun('p2', 't2'), approval('q', 'Run npm publish'))
log.add('a1b2c3e5', created({ title: 'fix the flaky login 漢字', project: null }))
log.add('a1b2c3e5', queued('p3', 'x'), ...turnBegun('p3', 't3'), turnEnded('t3'))
log.add('c0ffee00', created({ title: '\u001b[31mevil\u001b[0m', agent: 'claude' }))
log.add('c0ffee00', queued('p4', 'x'), ...turnBegun('p4', 't4'))
log.add('c0ffee00', queued('p5', 'more'), turnEnded('t4', 'failed', 'no credit'))

log.add('d0d0d0d0', created({ title: 'retry the deploy' }), queued('p6', 'x'))
log.add('d0d0d0d0', ...turnBegun('p6', 't6'), turnEnded('t6', 'interrupted'))

const now = begun + 3_600_000
const sessions = [...log.fleet.all()].map((session) => sessionJson(log.fleet, session, now))

function shown(width: number | null, all = false): string {
  return fleetLines(sessions, { width, style: plainStyle, now, all }).join('\n')
}

test.each([60, 100, 160])('the fleet at %i columns', async (width) => {
  for (const line of shown(width).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width)
  await expect(shown(width)).toMatchFileSnapshot(`__snapshots__/fleet-${width}.txt`)
})

test('in a pipe nothing is cut and nothing is coloured', async () => {
  await expect(shown(null, true)).toMatchFileSnapshot('__snapshots__/fleet-pipe.txt')
  expect(shown(null)).not.toContain('\u001b')
})

test('an ask of a subagent puts its root under "Needs you"', () => {
  const fleet = eventLog()
  fleet.add('root', created(), queued('p', 'x'), ...turnBegun('p', 't'))
  fleet.add('kid', child('root', 'root', 'Kid'), approval('a', 'Run it'))
  const all = [...fleet.fleet.all()].map((session) => sessionJson(fleet.fleet, session, now))
  const lines = fleetLines(all, { width: 100, style: plainStyle, now, all: false })
  expect(lines[1]).toBe('Needs you (1)')
})

test('what waits for an answer stands before older failures, each oldest first', () => {
  const fleet = eventLog()
  for (const [at, id] of ['fails-1', 'fails-2', 'asks-1', 'asks-2', 'parent'].entries()) {
    fleet.add(id, created({ title: id }), queued(`p${at}`, 'x'), ...turnBegun(`p${at}`, 't'))
    if (id.startsWith('fails')) fleet.add(id, turnEnded('t', 'failed', 'no credit'))
    if (id.startsWith('asks')) fleet.add(id, approval(`a${at}`, 'Run it'))
  }
  fleet.add('kid', child('parent', 'parent', 'Kid'), approval('a', 'Run it'))
  const all = [...fleet.fleet.all()].map((session) => sessionJson(fleet.fleet, session, now))
  const lines = fleetLines(all, { width: null, style: plainStyle, now, all: false }).join('\n')
  const titles = Array.from(lines.matchAll(/ (fails-\d|asks-\d|parent) /g), ([, title]) => title)
  expect(titles).toEqual(['asks-1', 'asks-2', 'parent', 'fails-1', 'fails-2'])
})

test('ids are as short as they can be told apart', () => {
  expect(shown(160)).toContain('a1b2c3d')
  expect(shown(160)).not.toContain('a1b2c3d4')
})

test('colour follows the terminal, NO_COLOR and FORCE_COLOR', () => {
  const painted = (isTTY: boolean, env: Record<string, string>) =>
    styleFor({ isTTY }, env).red('x') !== 'x'
  expect(painted(true, {})).toBe(true)
  expect(painted(false, {})).toBe(false)
  expect(painted(true, { NO_COLOR: '1' })).toBe(false)
  expect(painted(true, { TERM: 'dumb' })).toBe(false)
  expect(painted(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true)
  expect(painted(true, { FORCE_COLOR: '0' })).toBe(false)
})
