import { expect } from 'vitest'
import type { Notice } from '../../../src/core/notice.ts'
import { bookOf, created, emptyWrite, someTime, turnEnded } from './book.ts'
import type { Check, Open } from './opened.ts'

export function toldChecks(check: Check, open: Open): void {
  const line = (sessionId: string, text: string) => ({ sessionId, at: someTime, text, dropped: 0 })
  const notice = (seq: number, sessionId = 'a'): Notice => ({
    seq,
    at: someTime,
    sessionId,
    kind: 'completed',
    title: 'the work',
    project: null,
    text: `told by ${seq}`,
  })

  check('each session keeps its newest 200 log lines, oldest first', () => {
    const { store } = open()
    const lines = Array.from({ length: 450 }, (_, n) => line('a', `line ${n}`))
    store.write(emptyWrite({ logs: [line('b', 'of another')] }))
    store.write(emptyWrite({ logs: lines.slice(0, 150) }))
    expect(store.logs('a')).toEqual(lines.slice(0, 150))
    store.write(emptyWrite({ logs: lines.slice(150, 220) }))
    expect(store.logs('a')).toEqual(lines.slice(20, 220))
    store.write(emptyWrite({ logs: lines.slice(220) }))
    expect(store.logs('a')).toEqual(lines.slice(250))
    expect(store.logs('b')).toEqual([line('b', 'of another')])
    expect(store.logs('nobody')).toEqual([])
  })

  check('notices come newest first; one event gives one, the first', () => {
    const { store } = open()
    store.write(emptyWrite({ notices: [notice(3), notice(5)] }))
    store.write(emptyWrite({ notices: [notice(9), { ...notice(5), text: 'again' }] }))
    expect(store.notices(10)).toEqual([notice(9), notice(5), notice(3)])
    expect(store.notices(1)).toEqual([notice(9)])
    expect(store.notices(0)).toEqual([])
    expect(store.notices(-1)).toEqual([])
  })

  check('the newest 1,000 notices are kept', () => {
    const { store } = open()
    const all = Array.from({ length: 1100 }, (_, n) => notice(n + 1))
    store.write(emptyWrite({ notices: all }))
    expect(store.notices(5000)).toEqual(all.slice(100).reverse())
  })

  check('what was spent is summed from the turns that ended, each once', () => {
    const { store } = open()
    const book = bookOf(store)
    const nothing = { costUsd: 0, turns: 0, inputTokens: 0, outputTokens: 0 }
    expect(store.spentSince(0)).toEqual(nothing)
    book.write([created('a'), created('b')])
    const usage = { costUsd: 0.25, inputTokens: 100, outputTokens: 10 }
    book.write([turnEnded('a', 't1', usage), turnEnded('b', 't1', { ...usage, costUsd: 0.5 })])
    book.write([turnEnded('a', 't2', { inputTokens: 7 }, someTime + 10)])
    // Told again, with other figures: the first stands.
    book.write([turnEnded('a', 't1', { costUsd: 99, inputTokens: 1 }, someTime + 20)])
    const all = { costUsd: 0.75, turns: 3, inputTokens: 207, outputTokens: 20 }
    expect(store.spentSince(0)).toEqual(all)
    expect(store.spentSince(someTime)).toEqual(all)
    // No price was told for this one.
    expect(store.spentSince(someTime + 1)).toEqual({ ...nothing, turns: 1, inputTokens: 7 })
    expect(store.spentSince(someTime + 11)).toEqual(nothing)
  })

  check("a session's environment is what was put last, whole", () => {
    const { store } = open()
    expect(store.env('a')).toEqual({})
    store.putEnv('a', { TOKEN: 'secret=1', EMPTY: '' })
    store.putEnv('b', { OTHER: 'x' })
    expect(store.env('a')).toEqual({ TOKEN: 'secret=1', EMPTY: '' })
    store.putEnv('a', { TOKEN: 'two' })
    expect(store.env('a')).toEqual({ TOKEN: 'two' })
  })
}
