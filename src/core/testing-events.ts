import fc from 'fast-check'
import type { Recorded, SessionEvent } from './event.ts'
import type { Item } from './item.ts'
import { answer, asks, can, created, ended, exited, requested, start } from './testing.ts'

const id = fc.constantFrom('a', 'b', 'c')
const turn = fc.constantFrom('t1', 't2')
const run = fc.constantFrom('r1', 'r2')
const outcome = fc.constantFrom('completed', 'failed', 'interrupted', 'stopped', 'crashed')
const cause = fc.constantFrom(
  'exited',
  'signalled',
  'stopped',
  'released',
  'not-resumed',
  'runner-gone',
)
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', '🚦'), maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('word ', ' ', 'x', '\n'), minLength: 200, maxLength: 600 }),
)

const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ id, settled: fc.boolean(), kind: fc.constantFrom('message', 'thought'), text }),
  fc.record({
    id,
    settled: fc.boolean(),
    kind: fc.constant('tool' as const),
    name: fc.constant('bash'),
    tool: fc.constantFrom('execute' as const, 'edit' as const),
    title: text,
    status: fc.constantFrom('running' as const, 'completed' as const, 'failed' as const),
    output: text,
    changes: fc.array(fc.record({ path: id, added: fc.nat(9), removed: fc.nat(9) })),
  }),
  fc.record({
    id,
    settled: fc.boolean(),
    kind: fc.constant('plan' as const),
    entries: fc.array(
      fc.record({ text, status: fc.constantFrom('pending' as const, 'in_progress' as const) }),
    ),
  }),
)

function told<T>(from: fc.Arbitrary<T>, make: (value: T) => SessionEvent) {
  return from.map(make)
}

/** Any event that can follow the making of a session, sensible in its place or not. */
export const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.constantFrom<SessionEvent>(
    created(),
    { type: 'session.closed' },
    { type: 'seen.marked' },
    { type: 'stop.asked' },
    { type: 'signal.found' },
    { type: 'gap.found', runner: 'local', from: 1, to: 2 },
    { type: 'context.measured', used: 1, size: 2 },
    { type: 'rule.added', rule: { tool: 'edit', command: null } },
    { type: 'session.configured', onCrash: 'leave', permission: 'plan', model: 'large' },
    { type: 'switch.asked', to: { permission: 'plan' } },
    { type: 'switch.refused', to: { model: 'large' }, message: 'no' },
    { type: 'child.identified', title: 'x', parentId: 'p', toolUse: null },
  ),
  told(text, (title) => ({ type: 'session.renamed', title })),
  told(text, (title) => ({ type: 'agent.changed', title })),
  told(text, (reason) => ({ type: 'signal.lost', reason: reason || 'silent' })),
  told(text, (wire) => ({ type: 'wire.unknown', wire, why: 'new' })),
  told(fc.tuple(id, text, fc.boolean()), ([prompt, words, first]) => ({
    type: 'prompt.queued',
    prompt: { id: prompt, text: words, by: 'person' },
    first,
  })),
  told(fc.tuple(id, text), ([prompt, words]) => ({
    type: 'prompt.edited',
    id: prompt,
    text: words,
  })),
  told(id, (prompt) => ({ type: 'prompt.dropped', id: prompt, reason: 'x' })),
  told(id, (prompt) => ({ type: 'prompt.steered', id: prompt })),
  told(fc.tuple(id, turn), ([prompt, its]) => ({ type: 'prompt.sent', id: prompt, turn: its })),
  told(fc.tuple(id, text), ([prompt, message]) => ({
    type: 'prompt.refused',
    id: prompt,
    code: 'x',
    message,
  })),
  told(run, (its) => ({ ...requested, run: its }) as SessionEvent),
  told(run, (its) => ({ type: 'agent.started', run: its, pid: 7 })),
  told(fc.tuple(run, fc.constantFrom('new', 'same', 'fork', 'unproved')), ([its, continuity]) => ({
    type: 'agent.ready',
    run: its,
    token: 'token',
    continuity,
    can,
    tools: ['bash'],
  })),
  told(fc.tuple(run, cause, text), ([its, why, message]) => {
    return { ...exited(why, { message }), run: its } as SessionEvent
  }),
  told(turn, (its) => ({ type: 'turn.started', turn: its })),
  told(fc.tuple(turn, outcome, text), ([its, how, message]) =>
    ended(how, { turn: its, output: message, error: { kind: 'other', message } }),
  ),
  told(turn, (its) => ({ type: 'interrupt.asked', turn: its })),
  told(item, (one) => ({ type: 'item.set', item: one })),
  told(fc.tuple(id, fc.nat(9), text, fc.boolean()), ([its, offset, words, settled]) => ({
    type: 'item.grew',
    id: its,
    offset,
    text: words,
    settled,
  })),
  told(
    fc.tuple(id, text, fc.constantFrom('approval', 'plan', 'question')),
    ([its, title, kind]) => {
      const event = asks(its, kind)
      return { ...event, ask: { ...event.ask, title } }
    },
  ),
  told(fc.tuple(id, fc.constantFrom('person', 'policy', 'agent')), ([its, by]) =>
    answer(its, 'allow', by),
  ),
)

/** As the log of one session would hold them, with a clock that now and then goes back. */
export function logged(events: readonly SessionEvent[]): Recorded[] {
  return events.map((event, i) => ({
    ...event,
    sessionId: 's',
    seq: i + 1,
    version: i + 1,
    at: start + ((i * 37_000) % 600_000),
  }))
}
