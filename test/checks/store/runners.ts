import { expect } from 'vitest'
import { bookOf, created, emptyWrite, heldFor, orderFor } from './book.ts'
import type { Check, Open } from './opened.ts'

export function runnerChecks(check: Check, open: Open): void {
  check('an offset is the last that was written for its runner', () => {
    const { store } = open()
    store.write(emptyWrite({ offsets: [{ runner: 'here', journal: 'j1', seq: 7 }] }))
    store.write(emptyWrite({ offsets: [{ runner: 'there', journal: 'j9', seq: 1 }] }))
    expect(store.offset('here')).toEqual({ runner: 'here', journal: 'j1', seq: 7 })
    // A new journal counts from 1 again.
    store.write(emptyWrite({ offsets: [{ runner: 'here', journal: 'j2', seq: 2 }] }))
    expect(store.offset('here')).toEqual({ runner: 'here', journal: 'j2', seq: 2 })
    expect(store.offset('there')).toEqual({ runner: 'there', journal: 'j9', seq: 1 })
    expect(store.offset('nowhere')).toBeNull()
  })

  check('orders wait for their runner, oldest first, until they are settled', () => {
    const { store } = open()
    const add = [orderFor('o3', 'a'), orderFor('o1', 'a'), orderFor('o2', 'a', 'there')]
    store.write(emptyWrite({ orders: { add, settle: [] } }))
    expect(store.pendingOrders('here')).toEqual([add[0], add[1]])
    expect(store.pendingOrders('there')).toEqual([add[2]])
    store.write(emptyWrite({ orders: { add: [orderFor('o4', 'a')], settle: ['o3', 'unknown'] } }))
    expect(store.pendingOrders('here').map(({ id }) => id)).toEqual(['o1', 'o4'])
    store.write(emptyWrite({ orders: { add: [orderFor('o5', 'a')], settle: ['o5'] } }))
    expect(store.pendingOrders('here').map(({ id }) => id)).toEqual(['o1', 'o4'])
  })

  check('an order that is there already is a conflict, and nothing of its batch is seen', () => {
    const { store } = open()
    const book = bookOf(store)
    store.write(emptyWrite({ orders: { add: [orderFor('o1', 'a')], settle: [] } }))
    const twice = { orders: { add: [orderFor('o2', 'a'), orderFor('o1', 'b')], settle: [] } }
    const conflict = expect.objectContaining({ reason: 'conflict' })
    expect(() => book.write([created('a')], twice)).toThrow(conflict)
    expect(store.pendingOrders('here')).toEqual([orderFor('o1', 'a')])
    expect(store.lastSeq()).toBe(0)
    expect(store.openSessions()).toEqual([])
    book.write([created('a')])
    expect(store.lastSeq()).toBe(1)
  })

  check('held reports come back in the order of their holding, until they are released', () => {
    const { store } = open()
    const [third, first, second] = [heldFor(3, 'a'), heldFor(1, 'a'), heldFor(2, 'b')]
    store.write(emptyWrite({ held: { add: [third, first], release: [] } }))
    store.write(emptyWrite({ held: { add: [second], release: [{ runner: 'here', seq: 1 }] } }))
    expect(store.held()).toEqual([third, second])
    store.write(emptyWrite({ held: { add: [first], release: [{ runner: 'here', seq: 1 }] } }))
    store.write(emptyWrite({ held: { add: [], release: [{ runner: 'there', seq: 3 }] } }))
    expect(store.held()).toEqual([third, second])
  })

  check('a number held from an older journal is kept beside the new one', () => {
    const { store } = open()
    const [old, young] = [heldFor(1, 'a', 'old'), heldFor(1, 'b', 'young')]
    store.write(emptyWrite({ held: { add: [old], release: [] } }))
    store.write(emptyWrite({ held: { add: [young], release: [] } }))
    expect(store.held()).toEqual([old, young])
    store.write(emptyWrite({ held: { add: [], release: [{ runner: 'here', seq: 1 }] } }))
    expect(store.held()).toEqual([young])
  })
}
