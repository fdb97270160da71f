import { expect, test } from 'vitest'
import { bodyMembers } from '../core/body-text.ts'
import type { Item } from '../core/item.ts'
import { keepItemTexts } from './item-texts.ts'
import type { FromRunner } from './link.ts'

const message = (text: string): Item => ({ id: 'm', settled: true, kind: 'message', text })

function lineOf(items: Item[], sizes?: number[]): string {
  const reports = items.map((item, index) =>
    JSON.stringify({ seq: index + 1, at: 5, session: 's', report: { type: 'item.set', item } }),
  )
  const given = sizes ?? reports.map((json) => Buffer.byteLength(json))
  return `{"type":"reports","sizes":${JSON.stringify(given)},"reports":[${reports.join(',')}]}`
}

function came(items: Item[], sizes?: number[]) {
  const line = lineOf(items, sizes)
  const frame = JSON.parse(line) as Extract<FromRunner, { type: 'reports' }>
  keepItemTexts(frame, line)
  return frame.reports.map(({ report }, index) => {
    const place = { seq: index + 1, sessionId: 's', version: index + 1, at: 5 }
    if (report.type !== 'item.set') throw new Error('not what was sent')
    // Changed behind its JSON's back: only what was kept shows the old text.
    const kept = report.item
    if (kept.kind === 'message') kept.text = 'made anew'
    return bodyMembers({ ...report, ...place })
  })
}

const bodyOf = (text: string) => `"type":"item.set","item":${JSON.stringify(message(text))}`

test('what an event of an item says is the JSON that came, word for word', () => {
  const texts = ['a', 'with "report":{"type":"item.set","item": in it', '']
  expect(came(texts.map(message))).toEqual(texts.map(bodyOf))
})

test('an event with a changed copy of what came has a JSON of its own, and the copy nothing of the old', () => {
  const line = lineOf([message('a')])
  const frame = JSON.parse(line) as Extract<FromRunner, { type: 'reports' }>
  keepItemTexts(frame, line)
  const [report] = frame.reports.map(({ report }) => report)
  if (report?.type !== 'item.set') throw new Error('not what was sent')
  const item = { ...report.item, text: 'b' } as Item
  const place = { seq: 1, sessionId: 's', version: 1, at: 5 }
  expect(bodyMembers({ ...report, ...place })).toBe(bodyOf('a'))
  expect(bodyMembers({ ...report, item, ...place })).toBe(bodyOf('b'))
  expect(Reflect.ownKeys(item)).toEqual(['id', 'settled', 'kind', 'text'])
})

test('where the sizes do not fit the line the JSON is made anew', () => {
  expect(came([message('größer')])).toEqual([bodyOf('made anew')])
  expect(came([message('a'), message('b')], [3, 4])).toEqual([
    bodyOf('made anew'),
    bodyOf('made anew'),
  ])
  expect(came([message('a')], [])).toEqual([bodyOf('made anew')])
})

test('a report whose item is none is left to its reader, and takes no other with it', () => {
  const line =
    '{"type":"reports","sizes":[0],"reports":[{"seq":1,"at":5,"session":"s","report":{"type":"item.set","item":null}}]}'
  const frame = JSON.parse(line) as Extract<FromRunner, { type: 'reports' }>
  const size = JSON.stringify(frame.reports[0]).length
  expect(() => keepItemTexts({ ...frame, sizes: [size] }, line)).not.toThrow()
})
