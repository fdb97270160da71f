import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastBytes, readStderr } from './stderr.ts'

test('the tail is at most its limit in bytes and begins with a whole letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
      const tail = lastBytes(text, limit)
      expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(limit)
      expect(Buffer.byteLength(tail)).toBeGreaterThan(Math.min(limit, Buffer.byteLength(text)) - 4)
      expect(text.endsWith(tail)).toBe(true)
    }),
  )
})

test('a letter that two chunks share stays one letter', async () => {
  const stream = new PassThrough()
  const stderr = readStderr(stream, 100)
  let heard = ''
  stderr.onText((text) => (heard += text))
  const [first, second] = Buffer.from('é')
  stream.write(Buffer.from([first ?? 0]))
  stream.end(Buffer.from([second ?? 0]))
  await stderr.ended
  expect([heard, stderr.tail()]).toEqual(['é', 'é'])
})

test('a listener that throws stops neither the others nor the reading', async () => {
  const stream = new PassThrough()
  const stderr = readStderr(stream, 100)
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  let heard = ''
  stderr.onText(() => {
    throw new Error('bad listener')
  })
  stderr.onText((text) => (heard += text))
  stream.end('text')
  await stderr.ended
  expect(heard).toBe('text')
  expect((await warned).message).toBe('bad listener')
})

test('a stream that breaks is an end, not a throw', async () => {
  const stream = new PassThrough()
  const stderr = readStderr(stream, 100)
  stream.destroy(new Error('broken'))
  await stderr.ended
  expect(stderr.tail()).toBe('')
})
