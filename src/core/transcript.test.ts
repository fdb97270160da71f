import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionEvent } from './event.ts'
import {
  answer,
  asks,
  atRest,
  call,
  created,
  ended,
  exited,
  inTurn,
  prompted,
  queued,
  ready,
  recorded,
  requested,
  says,
  start,
} from './testing.ts'
import { transcript, type Entry } from './transcript.ts'
import { noUsage } from './usage.ts'

function read(...events: SessionEvent[]): readonly Entry[] {
  const it = transcript()
  it.apply(recorded([created(), ...events]))
  return it.entries
}

/** Each entry in a word or two. */
function told(...events: SessionEvent[]): string[] {
  return read(...events).map((entry) => {
    switch (entry.kind) {
      case 'prompt':
        return `${entry.steered ? 'steer' : 'prompt'} ${entry.text}${entry.refused === null ? '' : ` ✖ ${entry.refused}`}`
      case 'item':
        return `${entry.item.kind} ${entry.item.id}`
      case 'ask':
        return `ask ${entry.ask.id} ${entry.answer?.choice ?? 'open'}`
      case 'turn-end':
        return entry.outcome
      case 'agent':
        return entry.what
      case 'unknown':
        return entry.wire
      case 'gap':
        return `gap ${entry.from}-${entry.to}`
    }
  })
}

const grew = (id: string, offset: number, text: string, settled = false): SessionEvent => ({
  type: 'item.grew',
  id,
  offset,
  text,
  settled,
})
const edited: SessionEvent = { type: 'prompt.edited', id: 'p1', text: 'better' }
const refused: SessionEvent = { type: 'prompt.refused', id: 'p1', code: 'x', message: 'too long' }

test('what happened stands in the order in which it began, with its own seq and time', () => {
  const story = [...inTurn, call('c'), says('m', 'hi'), call('c', { settled: true }), ended()]
  expect(told(...story)).toEqual(['prompt go on', 'tool c', 'message m', 'completed'])
  expect(read(...story)[1]).toMatchObject({ seq: 8, at: start + 7000, item: { settled: true } })
})

test('a text grows in its place, and the same piece twice is the text once', () => {
  const [, , entry] = read(
    ...inTurn,
    call('c'),
    says('m', 'Hel', false),
    grew('m', 3, 'lo'),
    grew('m', 3, 'lo', true),
  )
  expect(entry).toMatchObject({ item: { id: 'm', text: 'Hello', settled: true } })
  expect(told(...inTurn, grew('unknown', 0, 'x'))).toEqual(['prompt go on'])
})

test('an ask stands where it was opened, with its first answer', () => {
  const entries = read(
    ...inTurn,
    asks('a'),
    says('m', 'x'),
    answer('a', 'deny'),
    answer('a', 'withdrawn', 'agent'),
  )
  expect(entries[1]).toMatchObject({
    kind: 'ask',
    answer: { choice: 'deny' },
    by: 'person',
    answeredAt: start + 9000,
  })
})

test('an item and an ask of the same id do not meet', () => {
  expect(told(...inTurn, asks('x'), says('x', 'hi'), answer('x'))).toEqual([
    'prompt go on',
    'ask x allow',
    'message x',
  ])
})

test('a prompt is shown as it was when it was sent; what was dropped never was', () => {
  const [first, sent] = prompted
  expect(told(...atRest, first as SessionEvent, edited, sent as SessionEvent)).toEqual([
    'prompt better',
  ])
  expect(told(...atRest, queued('q'), { type: 'prompt.dropped', id: 'q', reason: 'x' })).toEqual([])
  expect(told(...inTurn, queued('q', true), { type: 'prompt.steered', id: 'q' })).toEqual([
    'prompt go on',
    'steer text of q',
  ])
})

test('a prompt that the agent did not take says so', () => {
  expect(told(...atRest, ...prompted, refused)).toEqual(['prompt go on ✖ too long'])
})

test('a prompt that no turn began with waits again, and is shown once, where it was sent at last', () => {
  const again: SessionEvent[] = [requested, ready, { type: 'prompt.sent', id: 'p1', turn: 't2' }]
  expect(told(...atRest, ...prompted, exited('signalled'))).toEqual(['crashed'])
  expect(
    told(
      ...atRest,
      ...prompted,
      says('m', 'x'),
      exited('signalled'),
      edited,
      ...again,
      says('m', 'y'),
    ),
  ).toEqual(['message m', 'crashed', 'prompt better'])
})

test('a prompt whose turn began stays where it is when the agent dies', () => {
  expect(told(...inTurn, ended('crashed'), exited('signalled'))).toEqual([
    'prompt go on',
    'crashed',
    'crashed',
  ])
})

test('ends carry their outcome, usage, error, duration and result', () => {
  const error = { kind: 'other' as const, message: 'no' }
  const end = ended('failed', { error, durationMs: 5, output: 'half' })
  expect(read(...inTurn, end).at(-1)).toMatchObject({
    outcome: 'failed',
    usage: noUsage,
    error,
    durationMs: 5,
    output: 'half',
  })
})

test('how an agent came and went is told, but for a first start and a rest', () => {
  const back = (continuity: 'same' | 'fork' | 'unproved'): SessionEvent => ({
    ...ready,
    continuity,
  })
  expect(
    told(
      ...atRest,
      exited('released'),
      back('same'),
      exited('stopped'),
      back('fork'),
      exited('protocol'),
      back('unproved'),
    ),
  ).toEqual(['resumed', 'stopped', 'fork', 'crashed', 'unproved'])
})

test('unknown wire and lost reports are shown, not hidden', () => {
  expect(
    told(
      { type: 'wire.unknown', wire: '{"moon":1}', why: 'new' },
      { type: 'gap.found', runner: 'local', from: 3, to: 9 },
    ),
  ).toEqual(['{"moon":1}', 'gap 3-9'])
})

const story = recorded([
  created(),
  ...atRest,
  queued('p0'),
  { type: 'prompt.sent', id: 'p0', turn: 't0' },
  exited('signalled'),
  requested,
  ready,
  ...prompted,
  { type: 'turn.started', turn: 't1' },
  says('m', 'Hel', false),
  grew('m', 3, 'lo'),
  asks('a'),
  call('c'),
  answer('a'),
  call('c', { settled: true, status: 'completed' }),
  grew('m', 5, '!', true),
  ended(),
])

test('events read in pages give the transcript of all of them', () => {
  const whole = transcript()
  whole.apply(story)
  fc.assert(
    fc.property(fc.array(fc.nat(story.length)), (cuts) => {
      const it = transcript()
      const edges = [...cuts, story.length].sort((a, b) => a - b)
      edges.reduce((from, to) => {
        it.apply(story.slice(from, to))
        return to
      }, 0)
      expect(it.entries).toEqual(whole.entries)
    }),
  )
})

test('events read again change nothing', () => {
  fc.assert(
    fc.property(fc.nat(story.length), fc.nat(story.length), (upTo, from) => {
      const it = transcript()
      it.apply(story.slice(0, upTo))
      const before = [...it.entries]
      it.apply(story.slice(Math.min(from, upTo), upTo))
      expect(it.entries).toEqual(before)
    }),
  )
})

test('what began before an event can be let go: the rest stays as it is, and goes on', () => {
  const seqs = story.map(({ seq }) => seq)
  fc.assert(
    fc.property(fc.nat(story.length), fc.constantFrom(...seqs), (upTo, from) => {
      const whole = transcript()
      whole.apply(story)
      const it = transcript()
      it.apply(story.slice(0, upTo))
      const kept = it.entries.filter(({ seq }) => seq >= from)
      it.forgetBefore(from)
      expect([...it.entries]).toEqual(kept)
      kept.forEach((entry, at) => expect(it.entries[at]).toBe(entry))
      it.apply(story.slice(upTo))
      const later = new Set(story.slice(upTo).map(({ seq }) => seq))
      // What is set anew after it was let go begins again, where it is set.
      const left = it.entries.filter(({ seq }) => seq >= from || later.has(seq))
      expect(left).toEqual([...it.entries])
      for (const entry of whole.entries.filter(({ seq }) => seq >= from))
        expect(it.entries).toContainEqual(entry)
    }),
  )
})
