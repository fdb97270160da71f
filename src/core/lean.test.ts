import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Recorded, SessionEvent } from './event.ts'
import { evolve } from './evolve.ts'
import { lean } from './lean.ts'
import type { Session } from './session.ts'
import { created } from './testing.ts'
import { anyEvent, logged } from './testing-events.ts'

function foldAll(events: readonly Recorded[]): Session | undefined {
  return events.reduce<Session | undefined>(evolve, undefined)
}

test('lean events fold to the same session as the whole ones', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const log = logged([created(), ...events])
      expect(foldAll(log.map(lean))).toEqual(foldAll(log))
    }),
    { numRuns: 300 },
  )
})

test('whatever happens, a session folds without a throw and stays bounded and possible', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 80 }), (events) => {
      let session: Session | undefined
      for (const event of logged([created(), ...events])) {
        const before = session
        session = evolve(before, event)
        possible(session)
        expect(session.since).toBeGreaterThanOrEqual(before?.since ?? 0)
        expect(session.updatedAt).toBeGreaterThanOrEqual(session.since)
      }
    }),
    { numRuns: 300 },
  )
})

/** What no session may be. */
function possible(session: Session) {
  const { state, asks, live, signal, silence, now, reason, calls, title } = session
  const waits = state === 'needs-approval' || state === 'needs-input'
  expect(waits).toBe(asks.length > 0)
  if (live === null) expect(signal).toBe('ok')
  expect(silence === null).toBe(signal === 'ok')
  if (['idle', 'failed', 'crashed', 'stopped', 'done'].includes(state)) expect(now).toBeNull()
  expect(reason).toMatch(/^[^\n]{1,200}$/)
  expect(title.length).toBeLessThanOrEqual(200)
  expect(calls.length).toBeLessThanOrEqual(50)
  expect(session.endedCalls.length).toBeLessThanOrEqual(100)
  expect(session.touched.length).toBeLessThanOrEqual(500)
  expect(session.evidence).toBeLessThanOrEqual(session.lastSeq)
}

test('long texts are cut, and what lists do not show is left out', () => {
  const long = 'word '.repeat(1000)
  const size = (event: SessionEvent) => JSON.stringify(logged([event]).map(lean)).length
  const text = { id: 'x', text: long, settled: true }
  const items: SessionEvent[] = [
    { type: 'item.set', item: { ...text, kind: 'message' } },
    { type: 'item.set', item: { ...text, kind: 'thought' } },
    { type: 'item.set', item: { ...text, kind: 'notice', level: 'info' } },
    { type: 'item.set', item: { id: 'x', settled: true, kind: 'compaction', summary: long } },
    { type: 'item.grew', id: 'x', offset: 240, text: long, settled: true },
    { type: 'wire.unknown', wire: long, why: 'new' },
  ]
  for (const event of items) expect(size(event)).toBeLessThan(500)
  // Of a beginning so much is kept as a clause is looked for in.
  const begun: SessionEvent = { type: 'item.grew', id: 'x', offset: 0, text: long, settled: true }
  expect(size(begun)).toBeLessThan(2200)
})
