import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import {
  approval,
  created,
  eventLog,
  grew,
  message,
  queued,
  tool,
  turnBegun,
  turnEnded,
} from '../testing/event-log.ts'
import { lane, type Lane } from './lane.ts'
import { screen } from './screen.ts'
import { plainStyle } from './style.ts'

function logOf(...events: SessionEvent[]) {
  const log = eventLog()
  log.add('s', created())
  return { log, recorded: log.add('s', ...events) }
}

function printed(columns: number | null, act: (own: Lane) => void): string {
  let text = ''
  const sheet = screen({ write: (piece) => (text += piece), columns })
  const owner = { id: 's', prefix: '', header: null }
  const own = lane(owner, sheet, plainStyle, { asks: true, turnEnds: true })
  act(own)
  own.end()
  return text
}

function transcriptOf(events: SessionEvent[], columns: number | null = 100): string {
  return printed(columns, (own) => {
    for (const event of logOf(...events).recorded) own.event(event)
  })
}

const edit = {
  path: 'src/app.ts',
  before: 'import a\n\nstart()\nend()\n',
  after: 'import a\nimport b\n\nstart(8080)\nend()\n',
}

const work: SessionEvent[] = [
  queued('p1', 'add a health endpoint\nwith a test'),
  ...turnBegun('p1', 't1'),
  { type: 'item.set', item: { id: 'th', kind: 'thought', settled: true, text: 'Where is it?' } },
  message('m1', 'I will look at the **routes** first, then add `/health` beside the others.'),
  tool('c1', 'Read src/app.ts', { tool: 'read' }),
  {
    type: 'item.set',
    item: {
      id: 'plan',
      kind: 'plan',
      settled: false,
      entries: [
        { text: 'Add the route', status: 'in_progress' },
        { text: 'Add a test', status: 'pending' },
      ],
    },
  },
  tool('c2', 'Edit src/app.ts', { tool: 'edit', diffs: [edit] }),
  approval('a1', 'Run the tests', 'npm test'),
  { type: 'ask.answered', id: 'a1', answer: { choice: 'allow', always: true }, by: 'person' },
  tool('c3', '`npm test`', { settled: false }),
  tool('c3', '`npm test`', { status: 'failed', output: 'ok 1\nnot ok 2\r\nexit 1' }),
  {
    type: 'item.set',
    item: { id: 'n', kind: 'notice', settled: true, level: 'warning', text: 'Rate limit near' },
  },
  { type: 'wire.unknown', wire: '{}', why: 'no such update' },
  message('m2', 'One test fails; I stop here.'),
  turnEnded('t1', 'failed', 'The tests fail.'),
]

test.each([60, 100, 160])('a transcript reads well at %i columns', async (columns) => {
  await expect(transcriptOf(work, columns)).toMatchFileSnapshot(
    `__snapshots__/transcript-${columns}.txt`,
  )
})

function retry(attempt: number, settled: boolean): SessionEvent {
  const text = `attempt ${attempt} of 10`
  return { type: 'item.set', item: { id: 'n', kind: 'notice', settled, level: 'warning', text } }
}

test('a request that is tried again is told at each try; at a terminal, in its foot until it is over', () => {
  const tries = [retry(1, false), retry(2, false), retry(2, true)]
  expect(transcriptOf(tries, null)).toBe('! attempt 1 of 10\n! attempt 2 of 10\n')
  expect(transcriptOf(tries, 80)).toBe('! attempt 2 of 10\n')
  printed(80, (own) => {
    for (const event of logOf(...tries.slice(0, 2)).recorded) own.event(event)
    expect(own.running(0)).toEqual(['! attempt 2 of 10'])
  })
})

test('what an agent said of an error is not said again at the end of its turn', () => {
  const text = 'API Error: 400 bad thing'
  const said: SessionEvent = {
    type: 'item.set',
    item: { id: 'n', kind: 'notice', settled: true, level: 'error', text },
  }
  expect(transcriptOf([said, turnEnded('t1', 'failed', text)]).match(/bad thing/g)).toHaveLength(1)
  expect(transcriptOf([said, turnEnded('t1', 'failed', 'Too long.')])).toContain('✖ Too long.')
})

test('the same error in a later turn is said again', () => {
  const text = 'API Error: 400 bad thing'
  const said: SessionEvent = {
    type: 'item.set',
    item: { id: 'n', kind: 'notice', settled: true, level: 'error', text },
  }
  const later: SessionEvent = { type: 'turn.started', turn: 't2' }
  const told = transcriptOf([
    said,
    turnEnded('t1', 'failed', text),
    later,
    turnEnded('t2', 'failed', text),
  ])
  expect(told.match(/bad thing/g)).toHaveLength(2)
})

test('a compaction under way is told in the foot', () => {
  const item = { id: 'k', kind: 'compaction' as const, settled: false }
  printed(80, (own) => {
    for (const event of logOf({ type: 'item.set', item }).recorded) own.event(event)
    expect(own.running(0)).toEqual(['◉ Compacting the context'])
  })
})

test('text that streams is printed once: what was shown as deltas is not printed again', () => {
  const text = 'The quick brown fox\njumps over the lazy dog.'
  const once = printed(null, (own) => {
    for (const event of logOf(message('m', text)).recorded) own.event(event)
  })
  const step = fc.record({ from: fc.nat(50), length: fc.nat(30), recorded: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { log } = logOf()
      const told = printed(null, (own) => {
        let recorded = 0
        for (const event of log.add('s', message('m', '', false))) own.event(event)
        for (const { from, length, recorded: isRecorded } of steps) {
          if (isRecorded) {
            const piece = text.slice(recorded, recorded + length)
            for (const event of log.add('s', grew('m', recorded, piece))) own.event(event)
            recorded += piece.length
          } else {
            // Deltas may be lost, doubled, or come from before a reconnect.
            const piece = text.slice(from, from + length)
            own.delta({ session: 's', id: 'm', kind: 'message', offset: from, text: piece })
          }
        }
        for (const event of log.add('s', message('m', text))) own.event(event)
        own.delta({ session: 's', id: 'm', kind: 'message', offset: 0, text })
      })
      expect(told).toBe(once)
    }),
  )
})

test('a call that never ended is told when its turn ends', () => {
  const events = [
    queued('p1', 'go'),
    ...turnBegun('p1', 't1'),
    tool('c', 'npm test', { settled: false }),
    turnEnded('t1', 'crashed', 'killed'),
  ]
  expect(transcriptOf(events)).toContain('– Running npm test did not end')
})

test('what a call waited for the person is not its own time', () => {
  const ask: SessionEvent = {
    type: 'ask.opened',
    ask: { id: 'a', kind: 'approval', title: 'npm test', tool: 'execute', item: 'c' },
  }
  const events: SessionEvent[] = [
    tool('c', 'npm test', { settled: false, status: 'running' }),
    ask,
    { type: 'ask.answered', id: 'a', answer: { choice: 'allow' }, by: 'person' },
    tool('c', 'npm test'),
  ]
  const times = [0, 1_000, 60_000, 62_000]
  const text = printed(100, (own) => {
    for (const [at, event] of logOf(...events).recorded.entries())
      own.event({ ...event, at: times[at] ?? 0 })
  })
  expect(text).toContain('✓ Ran npm test 2.0 s')
})

test('controls in any text of an agent do not reach the terminal', () => {
  const evil = '\u001b]0;owned\u0007\u001b[2Jx\u202ey'
  const output = transcriptOf([
    queued('p1', evil),
    ...turnBegun('p1', 't1'),
    message('m', evil),
    tool('c', evil, { status: 'failed', output: evil }),
    tool('d', evil, { tool: 'edit', diffs: [{ path: evil, before: null, after: evil }] }),
    { type: 'item.set', item: { id: 't', kind: 'thought', settled: true, text: evil } },
    {
      type: 'item.set',
      item: { id: 'p', kind: 'plan', settled: true, entries: [{ text: evil, status: 'pending' }] },
    },
    {
      type: 'item.set',
      item: { id: 'n', kind: 'notice', settled: true, level: 'error', text: evil },
    },
    {
      type: 'ask.opened',
      ask: { id: 'q', kind: 'question', title: evil, options: [{ id: '1', label: evil }] },
    },
    { type: 'ask.answered', id: 'q', answer: { choice: 'reply', text: evil }, by: 'person' },
    approval('a', evil, evil),
    { type: 'ask.answered', id: 'a', answer: { choice: 'deny', reason: evil }, by: 'person' },
    { type: 'wire.unknown', wire: evil, why: evil },
    turnEnded('t1', 'failed', evil),
  ])
  for (const hidden of ['\u001b', '\u202e', '\u0007', 'owned']) expect(output).not.toContain(hidden)
})
