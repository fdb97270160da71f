import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeAll } from './wire-append.ts'

test('what a disk takes in two parts is there once and whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-append-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = await open(join(folder, 'a.wire'), 'a+')
  onTestFinished(() => file.close())
  const pieces = ['one\n', 'two\n', 'three\n'].map((text) => Buffer.from(text))
  const halting = {
    // As a disk that is full for a moment: it takes six bytes.
    async writev() {
      const { bytesWritten } = await file.write(Buffer.concat(pieces).subarray(0, 6))
      return { bytesWritten, buffers: pieces }
    },
    appendFile: file.appendFile.bind(file),
  } as Pick<typeof file, 'writev' | 'appendFile'>
  await writeAll(halting, pieces)
  expect((await file.stat()).size).toBe(14)
  const read = Buffer.alloc(14)
  await file.read(read, 0, 14, 0)
  expect(read.toString()).toBe('one\ntwo\nthree\n')
})

test('a disk that takes nothing more says why', async () => {
  const full = {
    writev: async (buffers: readonly Buffer[]) => ({ bytesWritten: 1, buffers }),
    appendFile: () => Promise.reject(new Error('ENOSPC: no space left on device')),
  } as unknown as Parameters<typeof writeAll>[0]
  await expect(writeAll(full, [Buffer.from('ab')])).rejects.toThrow('ENOSPC')
})
