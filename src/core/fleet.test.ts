import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Recorded, SessionEvent } from './event.ts'
import { needsYou } from './attention.ts'
import { effective, fleet, mostUrgent, type Fleet } from './fleet.ts'
import {
  asks,
  atRest,
  childOf,
  created,
  ended,
  exited,
  fold,
  given,
  inTurn,
  recorded,
  start,
} from './testing.ts'
import { noUsage } from './usage.ts'

const spent = (costUsd: number) => ({ ...noUsage, costUsd, costSource: 'agent' as const })
const began: SessionEvent = { type: 'turn.started', turn: 't1' }

/** A log of several sessions, told in this order. */
function logOf(...told: [string, SessionEvent][]): Recorded[] {
  const versions = new Map<string, number>()
  return told.map(([sessionId, event], i) => {
    const version = (versions.get(sessionId) ?? 0) + 1
    versions.set(sessionId, version)
    return { ...event, sessionId, version, seq: i + 1, at: start + i }
  })
}

function fleetOf(events: readonly Recorded[]): Fleet {
  const it = fleet()
  for (const event of events) it.apply(event)
  return it
}

const below = (id: string, key: string, title = key): SessionEvent => ({
  ...childOf(id, { rootId: 'root', key }),
  title,
})
const family = logOf(
  ['root', created()],
  ...inTurn.map((event): [string, SessionEvent] => ['root', event]),
  ['a', below('root', 'ka')],
  ['a', began],
  ['b', below('a', 'kb')],
  ['b', began],
  ['c', below('root', 'kc')],
  ['root', ended('completed', { usage: spent(1) })],
  ['a', ended('completed', { usage: spent(2) })],
)

test('children are listed under their parent in the order in which they were spawned', () => {
  const it = fleetOf(family)
  expect(it.get('root')?.children).toEqual(['a', 'c'])
  expect(it.get('a')?.children).toEqual(['b'])
  expect(it.descendants('root').map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(it.childOf('root', 'kb')?.id).toBe('b')
  expect([...it.all()]).toHaveLength(4)
})

test('a parent that comes after its children still has them', () => {
  const from = fleetOf(family)
  const it = fleet()
  for (const session of [...from.all()].reverse()) it.put({ ...session, children: [] })
  expect(
    it
      .descendants('root')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['a', 'b', 'c'])
  expect(it.get('a')?.children).toEqual(['b'])
})

test('a child that turns out to be of another parent moves there', () => {
  const it = fleetOf(
    logOf(
      ['root', created()],
      ['a', below('root', 'ka')],
      ['p', below('root', 'kp')],
      ['p', { type: 'child.identified', title: 'p', parentId: 'a', toolUse: null }],
    ),
  )
  expect(it.get('root')?.children).toEqual(['a'])
  expect(it.get('a')?.children).toEqual(['p'])
})

test('a tree told in a circle leads nowhere', () => {
  const it = fleetOf(
    logOf(
      ['root', created()],
      ['a', below('root', 'ka')],
      ['b', below('a', 'kb')],
      ['a', { type: 'child.identified', title: 'a', parentId: 'b', toolUse: null }],
    ),
  )
  expect(it.descendants('a').map(({ id }) => id)).toEqual(['b'])
})

test('a session that is removed takes all below it along, and leaves its parent', () => {
  const it = fleetOf(family)
  it.remove('a')
  expect(it.get('root')?.children).toEqual(['c'])
  expect([it.get('a'), it.get('b'), it.childOf('root', 'kb')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  it.remove('nobody')
})

test('a parent at rest is running while a descendant works: the reason says which', () => {
  const it = fleetOf(family)
  const b = it.get('b')
  expect(it.get('root')?.state).toBe('idle')
  expect(it.effective('root')).toEqual({
    state: 'running',
    reason: 'its subagent "kb" works',
    since: b?.since,
    evidence: b?.evidence,
    now: null,
  })
  expect(it.effective('a')).toMatchObject({ state: 'running' })
  expect(it.effective('b')).toBe(b)
})

test.each<[string, SessionEvent[], string]>([
  ['fails', [...inTurn, ended('failed')], 'failed'],
  ['crashes', [...inTurn, exited('exited')], 'crashed'],
  ['asks', [...inTurn, asks('x')], 'needs-approval'],
  ['is closed', [...atRest, { type: 'session.closed' }], 'done'],
  ['is stopped', [...inTurn, ended('stopped')], 'stopped'],
])('a parent that %s shows that, whatever its subagents do', (_, events, state) => {
  expect(effective(given(...events), [given(childOf('s'), began)]).state).toBe(state)
})

test('a subagent that waits for the person is named before those that work', () => {
  const works = given(childOf('s'), began)
  const waits = { ...given(childOf('s'), began, asks('x')), title: 'tester' }
  expect(effective(given(...atRest), [works, waits, works])).toMatchObject({
    state: 'running',
    reason: 'its subagent "tester" waits for you, and 2 more',
    now: 'may I x?',
  })
})

test('usage is summed up the tree at any depth', () => {
  const it = fleetOf([
    ...family,
    ...logOf(['b', ended('completed', { usage: spent(4) })]).map((event) => ({
      ...event,
      seq: 99,
      version: 9,
    })),
  ])
  expect([
    it.treeUsage('root').costUsd,
    it.treeUsage('a').costUsd,
    it.treeUsage('b').costUsd,
  ]).toEqual([7, 6, 4])
  expect(() => it.treeUsage('nobody')).toThrow('no session nobody in the fleet')
})

test('who needs the person: what asks, and a failure that nobody looked at', () => {
  expect(needsYou(given(...inTurn))).toBe(false)
  expect(needsYou(given(...inTurn, asks('x')))).toBe(true)
  expect(needsYou(given(childOf('s'), began, asks('x')))).toBe(true)
  expect(needsYou(given(...inTurn, ended('failed')))).toBe(true)
  expect(needsYou(given(...atRest, exited('signalled')))).toBe(true)
  expect(needsYou(given(...inTurn, ended('failed'), { type: 'seen.marked' }))).toBe(false)
  expect(needsYou(given(...inTurn, ended()))).toBe(false)
  expect(needsYou(given(childOf('s'), began, ended('failed')))).toBe(false)
})

test('the most urgent of some states is what a collapsed tree shows', () => {
  expect(mostUrgent(['idle', 'running', 'needs-input', 'crashed'])).toBe('needs-input')
  expect(mostUrgent([])).toBeNull()
})

test('folding any part of the log again changes nothing', () => {
  fc.assert(
    fc.property(fc.nat(family.length), fc.nat(family.length), (upTo, from) => {
      const it = fleetOf(family.slice(0, upTo))
      const before = [...it.all()]
      for (const event of family.slice(Math.min(from, upTo), upTo)) it.apply(event)
      expect([...it.all()]).toEqual(before)
    }),
  )
})

test('a fleet from a snapshot goes on as one from the whole log', () => {
  fc.assert(
    fc.property(fc.nat(family.length), (upTo) => {
      const it = fleet()
      for (const session of fleetOf(family.slice(0, upTo)).all()) it.put(session)
      for (const event of family.slice(upTo)) it.apply(event)
      expect([...it.all()]).toEqual([...fleetOf(family).all()])
    }),
  )
})

test('one session of a fleet is what its own events make of it', () => {
  const { children: _children, ...alone } = fold(recorded([created(), ...inTurn], 'root'))
  const it = fleetOf(recorded([created(), ...inTurn], 'root'))
  expect(it.get('root')).toMatchObject(alone)
})
