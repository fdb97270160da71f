import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grown, growingText, type Item } from '../core/item.ts'
import type { Delta, Report } from '../core/report.ts'
import { fragments } from './fragments.ts'

/** What happens to one text: it goes on, is replaced by another one, or is recorded as far as it is, whole or only what is new. */
type Deed = { does: 'grow' | 'replace' | 'record' | 'recordGrowth'; text: string; of: number }

const whose = [
  { session: 's', id: 'x' },
  { session: 's', id: 'y' },
  { session: 's', child: 'c', id: 'x' },
  { session: 't', id: 'x' },
] as const

const deed: fc.Arbitrary<Deed> = fc.record({
  does: fc.constantFrom('grow', 'grow', 'replace', 'record', 'recordGrowth'),
  text: fc.string({ minLength: 1, maxLength: 4 }),
  of: fc.nat(whose.length - 1),
})

const tool = (id: string, output: string): Item => ({
  id,
  settled: false,
  kind: 'tool',
  name: 'Bash',
  tool: 'execute',
  title: '',
  status: 'running',
  output,
})

/** A client: each text as what is recorded of it and the pieces put on it. */
function client() {
  const items = new Map<number, Item>()
  const of = (at: number) => items.get(at) ?? tool('x', '')
  return {
    delta: (at: number, delta: Delta) =>
      items.set(at, grown(of(at), delta.offset, delta.text, false)),
    report(at: number, report: Report) {
      if (report.type === 'item.set') items.set(at, report.item)
      if (report.type === 'item.grew')
        items.set(at, grown(of(at), report.offset, report.text, report.settled))
    },
    texts: () => new Map([...items].map(([at, item]) => [at, growingText(item)])),
  }
}

test('property: reports first and what is left of the pieces then shows the same texts as all of it in its order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(deed, { maxLength: 8 })), (windows) => {
      const inOrder = client()
      const gathered = client()
      const held = fragments()
      const texts = whose.map(() => ({ text: '', recorded: null as number | null }))
      for (const deeds of windows) {
        for (const { does, text, of } of deeds) {
          const [mine, its] = [whose[of], texts[of]]
          if (!mine || !its) continue
          if (does === 'grow') {
            const delta: Delta = { ...mine, kind: 'tool', offset: its.text.length, text }
            its.text += text
            inOrder.delta(of, delta)
            held.put([delta])
            continue
          }
          if (does === 'replace') its.text = text
          const grew = does === 'recordGrowth' && its.recorded !== null
          const report: Report = grew
            ? {
                type: 'item.grew',
                id: mine.id,
                offset: its.recorded ?? 0,
                text: its.text.slice(its.recorded ?? 0),
                settled: false,
              }
            : { type: 'item.set', item: tool(mine.id, its.text) }
          its.recorded = its.text.length
          inOrder.report(of, report)
          gathered.report(of, report)
          held.told(mine.session, 'child' in mine ? mine.child : undefined, report)
        }
        const left = held.take()
        for (const delta of left)
          gathered.delta(
            whose.findIndex(
              (one) =>
                one.session === delta.session &&
                one.id === delta.id &&
                ('child' in one ? one.child : undefined) === delta.child,
            ),
            delta,
          )
        expect(gathered.texts()).toEqual(inOrder.texts())
      }
    }),
  )
})

test('what goes on with a text is one piece with it', () => {
  const held = fragments()
  const one = { session: 'a', id: 'x', kind: 'message' } as const
  held.put([{ ...one, offset: 2, text: 'hel' }])
  held.put([
    { ...one, id: 'y', offset: 2, text: '!' },
    { ...one, offset: 5, text: 'lo' },
    { ...one, offset: 0, text: 'oh' },
  ])
  expect(held.size).toBe(8)
  expect(held.take()).toEqual([
    { ...one, offset: 2, text: 'hello' },
    { ...one, offset: 0, text: 'oh' },
    { ...one, id: 'y', offset: 2, text: '!' },
  ])
  expect([held.size, held.take()]).toEqual([0, []])
})

test('what is recorded of a text is not told in pieces; another text of that name is', () => {
  const held = fragments()
  const one = { id: 'x', kind: 'message', offset: 0, text: 'a' } as const
  const others = [
    { ...one, session: 'a', child: 'c' },
    { ...one, session: 'b' },
  ]
  held.put([{ ...one, session: 'a' }, ...others])
  held.told('a', undefined, { type: 'log', text: 'x' })
  expect(held.size).toBe(3)
  held.told('a', undefined, { type: 'item.grew', id: 'x', offset: 0, text: 'a', settled: true })
  expect(held.size).toBe(2)
  expect(held.take()).toEqual(others)
})

test('with its agent gone nothing of a session grows any more', () => {
  const held = fragments()
  const one = { id: 'x', kind: 'message', offset: 0, text: 'a' } as const
  held.put([
    { ...one, session: 'a' },
    { ...one, session: 'a', child: 'c' },
    { ...one, session: 'ab' },
  ])
  const exit = { cause: 'exited', code: 0, signal: null, message: '', stderr: '' } as const
  held.told('a', undefined, { type: 'agent.exited', run: 'r', exit })
  expect(held.take()).toEqual([{ ...one, session: 'ab' }])
})
