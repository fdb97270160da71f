import { expect, test } from 'vitest'
import type { Told } from '../provider.ts'
import { outbox } from './outbox.ts'

function log(text: string): Told {
  return { report: { type: 'log', text } }
}

test('the next lines are asked for only when the batch before was taken', async () => {
  let asked = 0
  async function* lines(): AsyncGenerator<number> {
    while (asked < 3) yield ++asked
  }
  const batches = outbox().batches(
    lines(),
    (count) => [log(`line ${count}`)],
    () => [],
  )
  expect((await batches.next()).value).toEqual([log('line 1')])
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked).toBe(1)
  expect((await batches.next()).value).toEqual([log('line 2')])
  expect((await batches.next()).value).toEqual([log('line 3')])
  expect((await batches.next()).done).toBe(true)
})

test('what is put meanwhile is told without waiting for a line', async () => {
  const over = Promise.withResolvers<void>()
  const silent = {
    next: () => over.promise.then(() => ({ done: true, value: undefined }) as const),
  }
  const out = outbox()
  const batches = out.batches(
    silent,
    () => [],
    () => [],
  )
  const next = batches.next()
  out.put([log('meanwhile')])
  expect((await next).value).toEqual([log('meanwhile')])
  const last = batches.next()
  over.resolve()
  expect((await last).done).toBe(true)
})

test('what is due is looked at when something was put that tells nothing', async () => {
  const looks = [[], [log('due')]]
  const out = outbox()
  const batches = out.batches(
    { next: () => new Promise<never>(() => undefined) },
    () => [],
    () => looks.shift() ?? [],
  )
  const next = batches.next()
  out.put([])
  await new Promise((resolve) => setImmediate(resolve))
  out.put([])
  expect((await next).value).toEqual([log('due')])
})

test('a line that cannot be read is kept, and the next ones are read', async () => {
  async function* lines(): AsyncGenerator<number> {
    yield 1
    yield 2
  }
  const read = (count: number): Told[] => {
    if (count === 1) throw new Error('no such thing')
    return [log(`line ${count}`)]
  }
  const batches = outbox().batches(lines(), read, () => [])
  expect((await batches.next()).value).toEqual([
    {
      report: {
        type: 'wire.unknown',
        wire: '1',
        why: 'it could not be read: Error: no such thing',
      },
    },
  ])
  expect((await batches.next()).value).toEqual([log('line 2')])
})
