import { expect } from 'vitest'
import { SaveFailed } from '../../../src/store/store.ts'
import { bookOf, created, emptyWrite, orderFor, said, someTime } from './book.ts'
import type { Check, Open } from './opened.ts'

const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq)

export function logChecks(check: Check, open: Open): void {
  check('an empty store has no newest event and nothing to read', () => {
    const { store } = open()
    expect(store.lastSeq()).toBe(0)
    expect(store.readAfter(0, 10)).toEqual([])
    expect(store.page('nobody', { after: 0 }, 10)).toEqual([])
    expect(store.event(1)).toBeNull()
  })

  check('events are read back exactly as they were written, in order', () => {
    const { store } = open()
    const book = bookOf(store)
    const odd = 'half a pair \ud83d, \u2028, a NUL \u0000 and 🦊'
    const events = [...book.write([created('a'), said('a', odd)]), ...book.write([created('b')])]
    expect(store.readAfter(0, 10)).toEqual(events)
    expect(store.lastSeq()).toBe(3)
    expect(store.event(2)).toEqual(events[1])
    expect(store.event(4)).toBeNull()
  })

  check('reading after a number gives what follows it, up to the limit', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a'), created('b'), said('a', 'x'), said('b', 'y'), said('a', 'z')])
    expect(seqs(store.readAfter(2, 2))).toEqual([3, 4])
    expect(seqs(store.readAfter(4, 100))).toEqual([5])
    expect(store.readAfter(5, 100)).toEqual([])
    expect(store.readAfter(0, 0)).toEqual([])
    expect(store.readAfter(0, -1)).toEqual([])
  })

  check('a page holds the nearest events of one session, in rising order', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a'), created('b')])
    // Session a has the odd numbers, b the even ones.
    for (let n = 0; n < 10; n++) book.write([said('a', `a${n}`), said('b', `b${n}`)])
    expect(seqs(store.page('a', { after: 0 }, 3))).toEqual([1, 3, 5])
    expect(seqs(store.page('a', { after: 3 }, 3))).toEqual([5, 7, 9])
    expect(seqs(store.page('a', { before: 9 }, 3))).toEqual([3, 5, 7])
    expect(seqs(store.page('a', { before: 4 }, 9))).toEqual([1, 3])
    expect(seqs(store.page('b', { before: 1000 }, 2))).toEqual([20, 22])
    expect(store.page('a', { after: 0 }, 0)).toEqual([])
    expect(store.page('a', { before: 9 }, -1)).toEqual([])
  })

  check('what became of the prompts of a session is found among all else', () => {
    const { store } = open()
    const book = bookOf(store)
    const prompt = { id: 'p1', text: 'go on', by: 'person' }
    book.write([
      created('a'),
      { id: 'a', event: { type: 'prompt.queued', prompt, first: false } },
      said('a', 'x'),
      { id: 'a', event: { type: 'prompt.sent', id: 'p1', turn: 't1' } },
      created('b'),
    ])
    expect(seqs(store.prompts('a'))).toEqual([2, 4])
    expect(store.prompts('b')).toEqual([])
    expect(store.prompts('nobody')).toEqual([])
  })

  check('a page around an event has half before it, and more where the other side runs out', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a'), ...Array.from({ length: 9 }, (_, n) => said('a', `${n}`))])
    expect(seqs(store.page('a', { around: 5 }, 4))).toEqual([3, 4, 5, 6])
    expect(seqs(store.page('a', { around: 5 }, 5))).toEqual([3, 4, 5, 6, 7])
    expect(seqs(store.page('a', { around: 1 }, 4))).toEqual([1, 2, 3, 4])
    expect(seqs(store.page('a', { around: 10 }, 4))).toEqual([7, 8, 9, 10])
    expect(seqs(store.page('a', { around: 99 }, 4))).toEqual([7, 8, 9, 10])
    expect(seqs(store.page('a', { around: 5 }, 99))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(seqs(store.page('a', { around: 5 }, 1))).toEqual([5])
    expect(store.page('a', { around: 5 }, 0)).toEqual([])
  })

  const stale = {
    'a number that is taken': (seq: number) => ({ seq: seq - 1, version: 3 }),
    'a number that leaves a gap': (seq: number) => ({ seq: seq + 1, version: 3 }),
    'a version that is taken': (seq: number) => ({ seq, version: 2 }),
    'a version that leaves a gap': (seq: number) => ({ seq, version: 4 }),
  }
  for (const [what, wrong] of Object.entries(stale))
    check(`${what} is a conflict, and nothing of its batch is seen`, () => {
      const { store } = open()
      const book = bookOf(store)
      const known = book.write([created('a'), said('a', 'first')])
      const late = { type: 'seen.marked', sessionId: 'a', at: someTime } as const
      const write = emptyWrite({
        events: [{ ...late, ...wrong(3) }],
        sessions: [{ ...book.session('a'), title: 'never seen' }],
        offsets: [{ runner: 'here', journal: 'j', seq: 9 }],
        orders: { add: [orderFor('o1', 'a')], settle: [] },
        logs: [{ sessionId: 'a', at: someTime, text: 'never seen', dropped: 0 }],
      })
      expect(() => store.write(write)).toThrow(SaveFailed)
      expect(() => store.write(write)).toThrow(expect.objectContaining({ reason: 'conflict' }))
      expect(store.readAfter(0, 10)).toEqual(known)
      expect(store.lastSeq()).toBe(2)
      expect(store.openSessions()).toEqual([book.session('a')])
      expect(store.offset('here')).toBeNull()
      expect(store.pendingOrders('here')).toEqual([])
      expect(store.logs('a')).toEqual([])
      book.write([said('a', 'after it')])
      expect(store.lastSeq()).toBe(3)
    })

  check('what was written or read is not changed through the hands of the caller', () => {
    const { store } = open()
    const book = bookOf(store)
    const write = book.draft([created('a')])
    store.write(write)
    const first = write.sessions[0]
    if (first) first.title = 'changed after writing'
    const [read] = store.openSessions()
    if (read) read.children.push('changed after reading')
    expect(store.openSessions()).toMatchObject([{ title: 'the work of a', children: [] }])
  })
}
