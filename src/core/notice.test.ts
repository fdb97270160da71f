import { expect, test } from 'vitest'
import type { Recorded, SessionEvent } from './event.ts'
import { evolve } from './evolve.ts'
import { noticeOf } from './notice.ts'
import type { Session } from './session.ts'
import {
  answer,
  asks,
  atRest,
  childOf,
  created,
  ended,
  exited,
  inTurn,
  prompted,
  recorded,
} from './testing.ts'

/** All that the person is told in a story. */
function notices(...events: SessionEvent[]) {
  let session: Session | undefined
  const all = events[0]?.type === 'session.created' ? events : [created(), ...events]
  return recorded(all).flatMap((event: Recorded) => {
    const before = session
    session = evolve(before, event)
    return noticeOf(before, event, session) ?? []
  })
}
const told = (...events: SessionEvent[]) =>
  notices(...events).map(({ kind, text }) => `${kind}: ${text}`)

const error = { kind: 'other' as const, message: 'killed by SIGKILL' }
const began: SessionEvent = { type: 'turn.started', turn: 't1' }

test.each<[string, SessionEvent[], string[]]>([
  ['a turn that completed', [...inTurn, ended()], ['completed: Turn completed']],
  ['a turn that failed', [...inTurn, ended('failed', { error })], ['failed: killed by SIGKILL']],
  [
    'an agent that died in a turn',
    [...inTurn, ended('crashed', { error }), exited('signalled')],
    ['crashed: killed by SIGKILL'],
  ],
  ['an agent that died at rest', [...atRest, exited('signalled')], ['crashed: ended: signalled']],
  [
    'an agent that went after its turn failed',
    [...inTurn, ended('failed'), exited('exited')],
    ['failed: the turn failed'],
  ],
  ['an end told twice', [...inTurn, ended(), ended()], ['completed: Turn completed']],
  [
    'a refused prompt',
    [...atRest, ...prompted, { type: 'prompt.refused', id: 'p1', code: 'x', message: 'too long' }],
    ['failed: too long'],
  ],
  ['an ask', [...inTurn, asks('a'), asks('a'), answer('a')], ['needs-you: may I a?']],
  [
    'an ask that a standing answer settles',
    [created({ permission: 'bypass' }), ...inTurn, asks('a')],
    [],
  ],
  [
    'a question under bypass',
    [created({ permission: 'bypass' }), ...inTurn, asks('a', 'question')],
    ['needs-you: may I a?'],
  ],
  ['an interrupt', [...inTurn, ended('interrupted')], []],
  ['a stop', [...inTurn, { type: 'stop.asked' }, ended('stopped'), exited('stopped')], []],
  ['an agent that was let go', [...atRest, exited('released')], []],
  ['the end of a subagent', [childOf('root'), began, ended('failed', { error })], []],
  ['the ask of a subagent', [childOf('root'), began, asks('a')], ['needs-you: may I a?']],
])('%s is told as one notice or none', (_, events, expected) => {
  expect(told(...events)).toEqual(expected)
})

test('a notice names the session, its project and the event behind it', () => {
  expect(notices(...inTurn, ended())).toEqual([
    {
      seq: 8,
      at: expect.any(Number),
      sessionId: 's',
      kind: 'completed',
      title: 'add a health endpoint',
      project: '/shop',
      text: 'Turn completed',
    },
  ])
})
