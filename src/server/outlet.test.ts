import { expect, test } from 'vitest'
import { outlet, outletLimit } from './outlet.ts'

/** A client that reads when it is told to. */
function slow() {
  const sent: (() => void)[] = []
  let bytes = 0
  const out = outlet({
    send(frame, done) {
      bytes += frame.byteLength
      sent.push(done)
    },
    close: () => undefined,
  })
  const read = () => {
    for (let done = sent.shift(); done; done = sent.shift()) done()
  }
  return { out, read, bytes: () => bytes }
}

const kb = 'x'.repeat(1024)

test('no more waits for a client than the limit, and one frame', () => {
  const { out } = slow()
  let taken = 0
  while (out.push(kb)) taken += 1
  expect(taken * 1024).toBeGreaterThanOrEqual(outletLimit)
  expect(out.waiting()).toBeLessThanOrEqual(outletLimit + 1024)
})

test('what follows one long frame has the same room as ever, and a second long one has none', () => {
  const { out, read, bytes } = slow()
  const long = 'x'.repeat(5 * outletLimit)
  expect(out.push(long)).toBe(true)
  expect(out.push(kb)).toBe(true)
  expect(out.push(long)).toBe(false)
  let taken = 1
  while (out.push(kb)) taken += 1
  expect(taken * 1024).toBeGreaterThanOrEqual(outletLimit)
  expect(out.waiting()).toBeLessThanOrEqual(6 * outletLimit + 1024)
  read()
  expect(bytes()).toBe(5 * outletLimit + taken * 1024)
  expect(out.waiting()).toBe(0)
  expect(out.push(long)).toBe(true)
})

test('a long frame that was forgotten leaves room for the next', () => {
  const { out } = slow()
  const long = 'x'.repeat(2 * outletLimit)
  for (let n = 0; n < 300; n++) out.push(kb)
  expect(out.push(long)).toBe(true)
  out.drop()
  expect(out.push(long)).toBe(true)
})
