import { expect, test } from 'vitest'
import { queue } from './queue.ts'

const tick = () => new Promise((resolve) => setImmediate(resolve))

test('things are worked on one after the other, in the order in which they were put', async () => {
  const done: number[] = []
  const waits: (() => void)[] = []
  const work = queue<number>(
    async (thing) => {
      await new Promise<void>((resolve) => waits.push(resolve))
      done.push(thing)
    },
    () => undefined,
  )
  work.put([1, 2])
  work.put([3])
  expect(work.waiting()).toBe(3)
  for (let n = 0; n < 3; n++) {
    expect(waits).toHaveLength(n + 1)
    waits[n]?.()
    await tick()
  }
  await work.done()
  expect(done).toEqual([1, 2, 3])
  expect(work.waiting()).toBe(0)
})

test('what is put in any later moment is worked on too', async () => {
  const done: number[] = []
  const work = queue<number>(
    (thing) => void done.push(thing),
    () => undefined,
  )
  for (let n = 0; n < 50; n++) {
    work.put([n])
    for (let yields = 0; yields < n % 7; yields++) await Promise.resolve()
  }
  await work.done()
  expect(done).toEqual(Array.from({ length: 50 }, (_, n) => n))
})

test('a fault is told at once, ends the work, and is what done rejects with', async () => {
  let told = 0
  const done: number[] = []
  const work = queue<number>(
    (thing) => {
      if (thing === 2) throw new Error('broken')
      done.push(thing)
    },
    () => told++,
  )
  work.put([1, 2, 3])
  await expect(work.done()).rejects.toThrow('broken')
  work.put([4])
  await expect(work.done()).rejects.toThrow('broken')
  expect({ told, done }).toEqual({ told: 1, done: [1] })
})

test('things that wait behind each other are worked on as one where they may be joined', async () => {
  const done: number[][] = []
  const waits: (() => void)[] = []
  const work = queue<number[]>(
    async (thing) => {
      done.push(thing)
      await new Promise<void>((resolve) => waits.push(resolve))
    },
    () => undefined,
    (first, second) => (first.length + second.length > 3 ? null : [...first, ...second]),
  )
  work.put([[1]])
  work.put([[2], [3], [4], [5], [6, 7, 8, 9]])
  expect(work.waiting()).toBe(6)
  for (let n = 0; n < 4; n++) {
    waits[n]?.()
    await tick()
  }
  await work.done()
  expect(done).toEqual([[1], [2, 3, 4], [5], [6, 7, 8, 9]])
})
