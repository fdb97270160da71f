import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { wireFiles } from './wire.ts'

const day = 24 * 3600 * 1000

function place(limits = { bytes: 1e9, ageMs: 14 * day }) {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-wire-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const troubles: string[] = []
  const files = wireFiles({
    folder,
    limits,
    now: Date.now,
    onTrouble: (text) => troubles.push(text),
  })
  const old = (name: string, ageDays: number, size: number): string => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), 'x'.repeat(size))
    const when = new Date(Date.now() - ageDays * day)
    utimesSync(join(folder, name), when, when)
    return join(folder, name)
  }
  return { folder, troubles, files, old }
}

test('lines keep their order and their content, whatever it is', async () => {
  const { folder, files } = place()
  const write = files.writer('s/../1', 'r')
  write('in', 'a\u2028"b')
  write('out', '')
  await files.flush()
  const [session = ''] = readdirSync(folder)
  expect(session).toBe('s____1')
  const text = readFileSync(join(folder, session, 'r.wire'), 'utf8')
  expect(text).toMatch(/^\d+ in a\u2028"b\n\d+ out \n$/)
})

test('a place that cannot be written is counted, told once, and disturbs nobody', async () => {
  const { folder, files, troubles } = place()
  writeFileSync(join(folder, 's'), 'a file where the folder should be')
  const write = files.writer('s', 'r')
  for (let count = 0; count < 3; count++) {
    write('in', 'lost')
    await files.flush()
  }
  expect(files.lost()).toBe(3)
  expect(troubles).toHaveLength(1)
})

test('what is too old goes, whatever there is room for', async () => {
  const { files, old } = place()
  const gone = old('s1/a.wire', 15, 10)
  const kept = old('s1/b.wire', 13, 10)
  await files.prune()
  expect([existsSync(gone), existsSync(kept)]).toEqual([false, true])
})

test('when all together is too much, the oldest goes first, with its empty folder', async () => {
  const { folder, files, old } = place({ bytes: 250, ageMs: 14 * day })
  old('s1/a.wire', 3, 100)
  old('s2/b.wire', 2, 100)
  old('s3/c.wire', 1, 100)
  await files.prune()
  expect(readdirSync(folder).toSorted()).toEqual(['s2', 's3'])
})

test('a run whose file was pruned under it goes on in a new one', async () => {
  const { folder, files } = place({ bytes: 10, ageMs: day })
  const write = files.writer('s', 'r')
  write('in', 'long enough to be too much')
  await files.flush()
  await files.prune()
  expect(readdirSync(folder)).toEqual([])
  write('in', 'b')
  await files.flush()
  expect(readFileSync(join(folder, 's/r.wire'), 'utf8')).toMatch(/^\d+ in b\n$/)
  await files.prune()
})
