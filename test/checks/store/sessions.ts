import { expect } from 'vitest'
import { bookOf, closed, created, said, someTime } from './book.ts'
import type { Check, Open } from './opened.ts'

const ids = (sessions: { id: string }[]) => sessions.map(({ id }) => id)

export function sessionChecks(check: Check, open: Open): void {
  check('a session is read as it stood after the last write', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a')])
    book.write([said('a', 'hello'), { id: 'a', event: { type: 'session.renamed', title: 'new' } }])
    expect(store.openSessions()).toEqual([book.session('a')])
    expect(store.tree('a')).toEqual([book.session('a')])
    expect(book.session('a')).toMatchObject({ title: 'new', version: 3, lastSeq: 3 })
  })

  check('open sessions are the trees whose root is not closed, parents before children', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a'), created('b')])
    book.write([created('a2', { id: 'a1', rootId: 'a' }), created('b1', { id: 'b', rootId: 'b' })])
    book.write([created('a1', { id: 'a', rootId: 'a' })])
    book.write([
      {
        id: 'a1',
        event: {
          type: 'turn.ended',
          turn: 't',
          outcome: 'completed',
          usage: book.session('a').usage,
        },
      },
    ])
    book.write([closed('b')])
    const found = store.openSessions()
    expect(ids(found)).toEqual(['a', 'a1', 'a2'])
    expect(found).toEqual([book.session('a'), book.session('a1'), book.session('a2')])
  })

  check('a placeholder that is found to hang under a younger session comes after it', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a'), created('lost', { id: 'a', rootId: 'a' })])
    book.write([created('young', { id: 'a', rootId: 'a' })])
    const found = {
      type: 'child.identified',
      title: 'found',
      parentId: 'young',
      toolUse: null,
    } as const
    book.write([{ id: 'lost', event: found }])
    expect(book.session('lost').parentId).toBe('young')
    expect(ids(store.openSessions())).toEqual(['a', 'young', 'lost'])
    expect(ids(store.tree('young'))).toEqual(['young', 'lost'])
  })

  check('a tree is one session and all below it, closed or not', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('a'), created('b')])
    book.write([created('a1', { id: 'a', rootId: 'a' }), created('a2', { id: 'a1', rootId: 'a' })])
    book.write([created('a3', { id: 'a', rootId: 'a' })])
    expect(ids(store.tree('a'))).toEqual(['a', 'a1', 'a2', 'a3'])
    expect(ids(store.tree('a1'))).toEqual(['a1', 'a2'])
    book.write([closed('a')])
    expect(ids(store.tree('a'))).toEqual(['a', 'a1', 'a2', 'a3'])
    expect(store.tree('nobody')).toEqual([])
  })

  check('closed trees are listed newest first, up to the limit', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write([created('old'), created('new'), created('open')])
    book.write([{ ...created('kid', { id: 'new', rootId: 'new' }), at: someTime + 1 }])
    book.write([closed('old', someTime + 2), closed('new', someTime + 3)])
    expect(ids(store.closedSessions(10))).toEqual(['new', 'old', 'kid'])
    expect(ids(store.closedSessions(2))).toEqual(['new', 'old'])
    expect(store.closedSessions(1)).toEqual([book.session('new')])
    expect(store.closedSessions(0)).toEqual([])
    expect(store.closedSessions(-1)).toEqual([])
    expect(ids(store.openSessions())).toEqual(['open'])
  })

  check('ids are found by their beginning, in order, children and closed ones too', () => {
    const { store } = open()
    const book = bookOf(store)
    book.write(['s_b2', 's_a', 't_a', 's_b1', 'S_B'].map((id) => created(id)))
    book.write([created('s_b', { id: 's_a', rootId: 's_a' }), closed('s_b1')])
    expect(store.idsBeginning('s_b', 10)).toEqual(['s_b', 's_b1', 's_b2'])
    expect(store.idsBeginning('s_b', 2)).toEqual(['s_b', 's_b1'])
    expect(store.idsBeginning('s_b1', 10)).toEqual(['s_b1'])
    expect(store.idsBeginning('', 10)).toEqual(['S_B', 's_a', 's_b', 's_b1', 's_b2', 't_a'])
    // Wildcards of a query language are letters like any other.
    expect(store.idsBeginning('%', 10)).toEqual([])
    expect(store.idsBeginning('s?', 10)).toEqual([])
    expect(store.idsBeginning('u', 10)).toEqual([])
  })
}
