import { expect } from 'vitest'
import type { EventStore } from '../../../src/store/store.ts'
import { answersOf } from './answers.ts'
import { bookOf, closed, created, heldFor, orderFor, said, someTime, turnEnded } from './book.ts'
import type { Check, Open } from './opened.ts'
import { projectAt } from './projects.ts'

/** Something of everything. */
function fill(store: EventStore) {
  const book = bookOf(store)
  book.write([created('a'), created('b'), created('a1', { id: 'a', rootId: 'a' })], {
    offsets: [{ runner: 'here', journal: 'j', seq: 12 }],
    orders: { add: [orderFor('o1', 'a'), orderFor('o2', 'b', 'there')], settle: [] },
    held: { add: [heldFor(11, 'a')], release: [] },
    logs: [{ sessionId: 'a', at: someTime, text: 'half a pair \ud83d', dropped: 2 }],
  })
  book.write([said('a1', 'one'), turnEnded('a', 't', { costUsd: 0.1 }), closed('b')])
  store.putProject(projectAt('/w/shop', { onCrash: 'leave', addedAt: someTime, group: 'g' }))
  store.putGroup({ id: 'g', name: 'work', addedAt: someTime })
  store.putEnv('a', { KEY: 'value' })
  return book
}

export function wholeChecks(check: Check, open: Open): void {
  check('a store that is opened again answers exactly the same', () => {
    const { store, reopen } = open()
    fill(store)
    const before = answersOf(store)
    // A store without a second opening must at least not forget between two questions.
    expect(answersOf(reopen?.() ?? store)).toEqual(before)
  })

  check('a backup opened as a store answers exactly the same, and lives on by itself', async () => {
    const { store, spare, openBackup } = open()
    const book = fill(store)
    const before = answersOf(store)
    await store.backup(spare)
    book.write([said('a', 'after the backup')])
    const copy = openBackup(spare)
    expect(answersOf(copy)).toEqual(before)
    bookOf(copy).write([created('c')])
    expect(store.idsBeginning('c', 1)).toEqual([])
    copy.close()
  })

  check('a backup made while others write holds whole writes only', async () => {
    const { store, spare, openBackup } = open()
    const book = fill(store)
    const text = 'x'.repeat(10_000)
    for (let n = 0; n < 200; n++) book.write([said('a', `${n}${text}`)])
    const done = store.backup(spare).then(() => true)
    const next = () => new Promise<boolean>((tick) => setImmediate(() => tick(false)))
    let writes = 0
    do
      book.write([said('a', 'one'), said('a', 'and its other half')], {
        offsets: [{ runner: 'here', journal: 'j', seq: 100 + ++writes }],
      })
    while (!(await Promise.race([done, next()])))
    const copy = openBackup(spare)
    const halves = copy.lastSeq() - 206
    expect(halves % 2).toBe(0)
    expect(copy.offset('here')?.seq).toBe(halves === 0 ? 12 : 100 + halves / 2)
    expect(copy.readAfter(0, 1e6)).toEqual(store.readAfter(0, copy.lastSeq()))
    copy.close()
  })

  check('a backup never replaces a file', async () => {
    const { store, spare } = open()
    fill(store)
    await store.backup(spare)
    await expect(store.backup(spare)).rejects.toMatchObject({ reason: 'conflict' })
  })

  check('a checkpoint changes no answer', async () => {
    const { store } = open()
    const book = fill(store)
    store.remove(['a1'])
    const before = answersOf(store)
    await store.checkpoint()
    await store.checkpoint()
    expect(answersOf(store)).toEqual(before)
    book.write([said('a', 'and it goes on')])
  })

  check('what is synced is there when it is opened again', async () => {
    const { store, reopen } = open()
    fill(store)
    const before = answersOf(store)
    await store.synced()
    expect(answersOf(reopen?.() ?? store)).toEqual(before)
  })

  check('closing twice is closing once', () => {
    const { store } = open()
    store.close()
    store.close()
  })
}
