import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grown, growingText, type Item } from '../core/item.ts'
import type { Delta, Report } from '../core/report.ts'
import { fragments } from './fragments.ts'

/** What happens to one of three texts: it goes on, becomes another one, or is recorded as far as it is. */
type Deed =
  | { does: 'grow'; id: string; text: string }
  | { does: 'replace'; id: string; text: string }
  | { does: 'record'; id: string; settled: boolean }

const id = fc.constantFrom('x', 'y', 'z')
const text = fc.string({ minLength: 1, maxLength: 4 })
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ does: fc.constant('grow' as const), id, text }),
  fc.record({ does: fc.constant('replace' as const), id, text }),
  fc.record({ does: fc.constant('record' as const), id, settled: fc.boolean() }),
)

const tool = (name: string, output: string, settled: boolean): Item => ({
  id: name,
  settled,
  kind: 'tool',
  name: 'Bash',
  tool: 'execute',
  title: '',
  status: settled ? 'completed' : 'running',
  output,
})

/** A client: what is recorded of each text, and the pieces put on it. */
function client() {
  const items = new Map<string, Item>()
  return {
    delta(delta: Delta) {
      const before = items.get(delta.id) ?? tool(delta.id, '', false)
      items.set(delta.id, grown(before, delta.offset, delta.text, false))
    },
    report(report: Report) {
      if (report.type === 'item.set') items.set(report.item.id, report.item)
    },
    texts: () => new Map([...items].map(([name, item]) => [name, growingText(item)])),
  }
}

test('property: reports first and what is left of the pieces then shows the same texts as all of it in its order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(deed, { maxLength: 8 })), (windows) => {
      const inOrder = client()
      const gathered = client()
      const held = fragments()
      const texts = new Map<string, string>()
      for (const deeds of windows) {
        for (const { does, id: name, ...one } of deeds) {
          const before = texts.get(name) ?? ''
          if (does === 'grow' && 'text' in one) {
            const delta: Delta = {
              session: 's',
              id: name,
              kind: 'tool',
              offset: before.length,
              text: one.text,
            }
            texts.set(name, before + one.text)
            inOrder.delta(delta)
            held.put([delta])
            continue
          }
          // What replaces a text is recorded at once: no piece could tell it.
          if ('text' in one) texts.set(name, one.text)
          const item = tool(name, texts.get(name) ?? '', 'settled' in one && one.settled)
          const report: Report = { type: 'item.set', item }
          inOrder.report(report)
          gathered.report(report)
          held.told('s', undefined, report)
        }
        for (const delta of held.take()) gathered.delta(delta)
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
    { ...one, offset: 5, text: 'lo' },
    { ...one, offset: 0, text: 'oh' },
    { ...one, id: 'y', offset: 2, text: '!' },
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
