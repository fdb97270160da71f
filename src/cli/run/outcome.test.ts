import { expect, test } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import { goneExit } from '../../core/receive.ts'
import { child, created, eventLog, queued, turnBegun, turnEnded } from '../testing/event-log.ts'
import { promptWatch } from './outcome.ts'

function outcomeAfter(...steps: [session: string, ...events: SessionEvent[]][]) {
  const log = eventLog()
  const watch = promptWatch('root', null)
  for (const [session, ...events] of [['root', created(), queued('p1', 'go')] as const, ...steps])
    for (const event of log.add(session, ...events)) watch.event(event)
  return watch.outcome(log.fleet)
}

const turn = turnBegun('p1', 't1')
const crash: SessionEvent = {
  type: 'agent.exited',
  run: 'r1',
  exit: goneExit('signalled', 'killed by SIGKILL'),
}

test('a prompt that waits or runs has no outcome yet', () => {
  expect(outcomeAfter()).toBeNull()
  expect(outcomeAfter(['root', ...turn])).toBeNull()
})

test.each(['completed', 'failed', 'interrupted', 'stopped', 'crashed'] as const)(
  'a turn that %s is that outcome',
  (outcome) => {
    expect(outcomeAfter(['root', ...turn, turnEnded('t1', outcome)])).toBe(outcome)
  },
)

test('work left in the background is waited for', () => {
  const steps: [string, ...SessionEvent[]][] = [
    ['root', ...turn],
    ['kid', child('root', 'root', 'Kid'), { type: 'turn.started', turn: 'k' }],
    ['root', turnEnded('t1')],
  ]
  expect(outcomeAfter(...steps)).toBeNull()
  expect(outcomeAfter(...steps, ['kid', turnEnded('k')])).toBe('completed')
})

test('a turn that the agent begins by itself when its background work is back counts too', () => {
  const own: SessionEvent = { type: 'turn.started', turn: 't2' }
  expect(outcomeAfter(['root', ...turn, turnEnded('t1'), own])).toBeNull()
  expect(outcomeAfter(['root', ...turn, turnEnded('t1'), own, turnEnded('t2', 'failed')])).toBe(
    'failed',
  )
})

test("somebody else's next prompt is not waited for", () => {
  const next: SessionEvent[] = [
    queued('p2', 'more'),
    turnEnded('t1'),
    { type: 'prompt.sent', id: 'p2', turn: 't2' },
    { type: 'turn.started', turn: 't2', prompt: 'p2' },
  ]
  expect(outcomeAfter(['root', ...turn, ...next])).toBe('completed')
})

test('an agent that never started is a crash, unless the policy brings it back', () => {
  const [requested] = turn
  if (!requested) throw new Error('no request')
  expect(outcomeAfter(['root', requested, crash])).toBe('crashed')
  const policy: SessionEvent = { type: 'session.configured', onCrash: 'resume' }
  expect(outcomeAfter(['root', policy, requested, crash])).toBeNull()
})

test('a prompt taken out of the queue, or refused, is over', () => {
  const dropped: SessionEvent = { type: 'prompt.dropped', id: 'p1', reason: 'no more' }
  expect(outcomeAfter(['root', dropped])).toBe('stopped')
  const sent: SessionEvent = { type: 'prompt.sent', id: 'p1', turn: 't1' }
  const refused: SessionEvent = { type: 'prompt.refused', id: 'p1', code: 'no', message: 'no' }
  expect(outcomeAfter(['root', sent, refused])).toBe('failed')
})
