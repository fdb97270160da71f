import { expect } from 'vitest'
import type { Notice } from '../../../src/core/notice.ts'
import { answersOf } from './answers.ts'
import { bookOf, created, heldFor, orderFor, said, someTime, turnEnded } from './book.ts'
import type { Check, Open } from './opened.ts'

export function removalChecks(check: Check, open: Open): void {
  const notice = (seq: number, sessionId: string): Notice => ({
    seq,
    sessionId,
    at: someTime,
    kind: 'failed',
    title: 't',
    project: null,
    text: '',
  })

  check('removing takes sessions out with all that hangs on them, and nothing else', () => {
    const { store } = open()
    const book = bookOf(store)
    for (const id of ['a', 'b'])
      book.write([created(id), turnEnded(id, 't', { costUsd: 0.5 }), said(id, 'x')], {
        orders: { add: [orderFor(`o_${id}`, id)], settle: [] },
        held: { add: [heldFor(id === 'a' ? 1 : 2, id)], release: [] },
        logs: [{ sessionId: id, at: someTime, text: 'log', dropped: 0 }],
        notices: [notice(id === 'a' ? 1 : 4, id)],
      })
    book.write([created('a1', { id: 'a', rootId: 'a' })])
    store.putEnv('a', { A: '1' })
    store.putEnv('b', { B: '1' })

    store.remove(['a', 'a1'])
    expect(store.readAfter(0, 100).map(({ seq }) => seq)).toEqual([4, 5, 6])
    expect(store.page('a', { after: 0 }, 100)).toEqual([])
    expect(store.event(1)).toBeNull()
    expect(store.openSessions()).toEqual([book.session('b')])
    expect(store.tree('a')).toEqual([])
    expect(store.idsBeginning('', 100)).toEqual(['b'])
    expect(store.pendingOrders('here')).toEqual([orderFor('o_b', 'b')])
    expect(store.held()).toEqual([heldFor(2, 'b')])
    expect(store.logs('a')).toEqual([])
    expect(store.logs('b')).toHaveLength(1)
    expect(store.notices(100)).toEqual([notice(4, 'b')])
    // What was spent stays spent.
    expect(store.spentSince(0)).toMatchObject({ costUsd: 1, turns: 2 })
    expect(store.env('a')).toEqual({})
    expect(store.env('b')).toEqual({ B: '1' })
  })

  check('removing nobody changes nothing', () => {
    const { store } = open()
    bookOf(store).write([created('a'), said('a', 'x')])
    const before = answersOf(store)
    store.remove([])
    store.remove(['nobody'])
    expect(answersOf(store)).toEqual(before)
  })

  check('the numbers of removed events are never used again', () => {
    const { store, reopen } = open()
    bookOf(store).write([created('a'), created('b'), said('b', 'newest')])
    store.remove(['b'])
    expect(store.lastSeq()).toBe(3)
    store.remove(['a'])
    expect(store.lastSeq()).toBe(3)
    const again = reopen?.() ?? store
    expect(again.lastSeq()).toBe(3)
    const [event] = bookOf(again).write([created('c')])
    expect(event?.seq).toBe(4)
    expect(again.readAfter(0, 10)).toEqual([event])
  })
}
