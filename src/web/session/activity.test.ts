import { expect, test } from 'vitest'
import { evolve } from '../../core/evolve.ts'
import type { Session } from '../../core/session.ts'
import { created } from '../../core/testing.ts'
import type { Entry } from '../../core/transcript.ts'
import { activityOf } from './activity.ts'

const at = { sessionId: 's', version: 1 }
const session: Session = evolve(undefined, { ...created(), ...at, seq: 1, at: 1 })
const ended = (seq: number): Entry => ({
  seq,
  at: seq,
  kind: 'turn-end',
  outcome: 'completed',
  usage: session.usage,
  error: null,
  durationMs: null,
  output: null,
})
const message: Entry = {
  seq: 50,
  at: 50,
  kind: 'item',
  item: { id: 'm', settled: true, kind: 'message', text: 'only words' },
}

test('the newest of what is worth a line comes first, each with the way to it', () => {
  const list = activityOf(session, [ended(10), ended(20), message, ended(60)], [], 2)
  expect(list.map(({ text, to }) => [text, to])).toEqual([
    ['turn completed', '/s/s?at=60'],
    ['turn completed', '/s/s?at=20'],
  ])
})

test('what subagents began and came to stands among it', () => {
  const child: Session = {
    ...session,
    id: 'c',
    title: 'a checker',
    child: { key: 'k', toolUse: null, background: false, placeholder: false },
    state: 'done',
    reason: 'nothing found',
    createdAt: 12,
    since: 30,
  }
  const list = activityOf(session, [ended(20)], [child], 10)
  expect(list.map(({ who, text }) => `${who}: ${text}`)).toEqual([
    'a checker: nothing found',
    `${session.agent}: turn completed`,
    'a checker: began',
  ])
})
