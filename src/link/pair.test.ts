import { expect, test } from 'vitest'
import { linkPair } from './pair.ts'

async function take<T>(frames: AsyncIterable<T[]>, count: number): Promise<T[]> {
  const taken: T[] = []
  for await (const batch of frames) {
    taken.push(...batch)
    if (taken.length >= count) break
  }
  return taken
}

test('what one end sends the other end reads, in order, and both are recorded', async () => {
  const pair = linkPair<string, number>()
  pair.left.send('a')
  pair.left.send('b')
  pair.right.send(1)
  expect(await take(pair.right.frames, 2)).toEqual(['a', 'b'])
  expect(await take(pair.left.frames, 1)).toEqual([1])
  expect([pair.leftSent, pair.rightSent]).toEqual([['a', 'b'], [1]])
})

test('what was not read yet is backlog, and reading it drains it', async () => {
  const pair = linkPair<string, string>()
  pair.left.send('hello')
  expect(pair.left.backlog()).toBeGreaterThan(0)
  const drained = pair.left.drained()
  await take(pair.right.frames, 1)
  await drained
  expect(pair.left.backlog()).toBe(0)
})

test('a cut ends both iterations, resolves who waits, and drops what is sent later', async () => {
  const pair = linkPair<string, string>()
  pair.left.send('lost')
  const drained = pair.left.drained()
  const reading = take(pair.left.frames, 1)
  pair.cut()
  await drained
  expect(await reading).toEqual([])
  expect(await take(pair.right.frames, 1)).toEqual([])
  pair.left.send('later')
  expect(pair.leftSent).toEqual(['lost'])
})

test('a test may double, hold back and reorder frames', async () => {
  const held: (() => void)[] = []
  const pair = linkPair<string, string>({
    fromLeft: (frame, deliver) => {
      if (frame === 'slow') held.push(() => deliver(frame))
      else for (let times = 0; times < 2; times++) deliver(frame)
    },
  })
  pair.left.send('slow')
  pair.left.send('quick')
  for (const release of held) release()
  expect(await take(pair.right.frames, 3)).toEqual(['quick', 'quick', 'slow'])
})
