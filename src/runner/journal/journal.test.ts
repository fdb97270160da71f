import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type Disk, realDisk } from './disk.ts'
import { type Entry, type Journal, openJournal } from './journal.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-journal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

let ids = 0
const open = (folder: string, more: Partial<Parameters<typeof openJournal>[0]> = {}): Journal =>
  openJournal({ folder, newId: () => `j${++ids}`, ...more })

const log = (text: string): Entry => ({ at: 5, session: 's', report: { type: 'log', text } })

function texts(journal: Journal, after = 0): string[] {
  const page = journal.read(after, { reports: 1e6, bytes: 1e9 })
  return page.reports.map(({ report }) => (report.type === 'log' ? report.text : report.type))
}

function append(journal: Journal, ...entries: Entry[]): void {
  expect(journal.append(entries).ok).toBe(true)
}

const logs = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.endsWith('.log'))

test('reports are numbered from 1 and read back as they were', () => {
  const journal = open(place())
  const appended = journal.append([{ ...log('a'), child: 'c' }, log('b')])
  expect(appended).toMatchObject({ ok: true, reports: [{ seq: 1, child: 'c' }, { seq: 2 }] })
  expect(journal.read(0, { reports: 9, bytes: 9e9 }).reports[0]).toEqual({
    seq: 1,
    at: 5,
    session: 's',
    child: 'c',
    report: { type: 'log', text: 'a' },
  })
  expect([journal.first, journal.last]).toEqual([1, 2])
})

test('an empty journal says so', () => {
  const journal = open(place())
  expect([journal.first, journal.last]).toEqual([1, 0])
  expect(texts(journal)).toEqual([])
})

test('it goes on where it ended, under the same id, after an orderly end and after a kill', () => {
  const folder = place()
  const first = open(folder)
  append(first, log('a'))
  const second = open(folder)
  append(second, log('b'))
  second.close()
  const third = open(folder)
  append(third, log('c'))
  expect(texts(third)).toEqual(['a', 'b', 'c'])
  expect(third.id).toBe(first.id)
})

test('pages hold as much as is asked for, but one report at least, over all segments', () => {
  const journal = open(place(), { segmentBytes: 300 })
  for (let count = 1; count <= 30; count++) append(journal, log(`line ${count}`))
  const seen: number[] = []
  for (let after = 0; ; after = seen.at(-1) ?? 0) {
    const { reports } = journal.read(after, { reports: 4, bytes: 1 + (after % 3) * 200 })
    if (reports.length === 0) break
    seen.push(...reports.map(({ seq }) => seq))
  }
  expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  expect(journal.read(7, { reports: 2, bytes: 1e9 }).reports.map(({ seq }) => seq)).toEqual([8, 9])
  expect(journal.read(2, { reports: 2, bytes: 1e9 }).reports.map(({ seq }) => seq)).toEqual([3, 4])
})

test('whole segments behind what is durable are removed, and nothing else', async () => {
  const folder = place()
  const journal = open(folder, { segmentBytes: 300 })
  for (let count = 1; count <= 30; count++) append(journal, log(`line ${count}`))
  const all = logs(folder).length
  await journal.prune(0)
  expect(logs(folder)).toHaveLength(all)
  await journal.prune(17)
  expect(journal.first).toBeGreaterThan(10)
  expect(journal.first).toBeLessThanOrEqual(18)
  expect(texts(journal, 17)).toHaveLength(13)
  await journal.prune(30)
  expect(logs(folder)).toHaveLength(1)
  append(journal, log('next'))
  expect(texts(open(folder), 30)).toEqual(['next'])
})

test('property: torn at any byte of its last record, it keeps all before, sets the torn end aside, and goes on', () => {
  const folder = place()
  const journal = open(folder)
  append(journal, log('a'), log('ü'))
  const [name = ''] = logs(folder)
  const whole = statSync(join(folder, name)).size
  append(journal, log('the last one, torn: \u2028 €'))
  const full = statSync(join(folder, name)).size
  for (let length = whole; length < full; length++) {
    const copy = place()
    cpSync(folder, copy, { recursive: true })
    truncateSync(join(copy, name), length)
    const again = open(copy)
    expect(again.last).toBe(2)
    append(again, log('after'))
    expect(texts(open(copy))).toEqual(['a', 'ü', 'after'])
    const torn = readdirSync(copy).filter((one) => one.endsWith('.torn'))
    expect(torn).toHaveLength(length === whole ? 0 : 1)
    if (torn[0]) expect(statSync(join(copy, torn[0])).size).toBe(length - whole)
  }
})

test('property: damage at any place costs the records that it touches, and no other', () => {
  const folder = place()
  const journal = open(folder, { segmentBytes: 400 })
  for (let count = 1; count <= 20; count++) append(journal, log(`line ${count}`))
  append(journal, log('whole end'))
  journal.close()
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), (file, at, byte) => {
      const copy = place()
      cpSync(folder, copy, { recursive: true })
      const names = logs(copy).sort()
      const path = join(copy, names[file % names.length] ?? '')
      const bytes = readFileSync(path)
      bytes[at % bytes.length] = byte
      writeFileSync(path, bytes)
      const again = open(copy)
      const found = again.read(0, { reports: 99, bytes: 1e9 }).reports.map(({ seq }) => seq)
      // One byte touches one record, or two where it is the line end between them.
      expect(found.length).toBeGreaterThanOrEqual(19)
      expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
      expect(again.last).toBeGreaterThanOrEqual(19)
    }),
    { numRuns: 60 },
  )
})

test('damage in the middle leaves a gap in the numbers and goes on behind it', () => {
  const folder = place()
  const journal = open(folder)
  append(journal, log('a'), log('b'), log('c'))
  journal.close()
  const [name = ''] = logs(folder)
  const path = join(folder, name)
  writeFileSync(path, readFileSync(path, 'utf8').replace('"text":"b"', '"text":"B"'))
  const again = open(folder)
  append(again, log('d'))
  expect(again.read(0, { reports: 9, bytes: 1e9 }).reports.map(({ seq }) => seq)).toEqual([1, 3, 4])
})

/** A disk that has room for so many more bytes. */
function smallDisk(room: number): Disk & { room: number; brokenCut: boolean } {
  const disk = {
    ...realDisk,
    room,
    brokenCut: false,
    write(fd: number, bytes: Uint8Array): number {
      if (disk.room <= 0)
        throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
      const part = bytes.subarray(0, disk.room)
      disk.room -= part.length
      return realDisk.write(fd, part)
    },
    truncate(fd: number, length: number): void {
      if (disk.brokenCut) throw new Error('EIO: input/output error')
      realDisk.truncate(fd, length)
    },
  }
  return disk
}

test('property: a full disk refuses a whole append as a value, leaves nothing half written, and works again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.boolean(), (room, brokenCut) => {
      const folder = place()
      const disk = smallDisk(room)
      const journal = open(folder, { disk })
      disk.brokenCut = brokenCut
      const kept: string[] = []
      for (let count = 0; count < 6; count++) {
        const appended = journal.append([log(`a${count}`), log(`b${count}`)])
        if (appended.ok) kept.push(`a${count}`, `b${count}`)
        else expect(appended.reason).toMatch(/ENOSPC|EIO/)
      }
      expect(texts(journal)).toEqual(kept)
      disk.room = 1e9
      disk.brokenCut = false
      append(journal, log('again'))
      expect(journal.last).toBe(kept.length + 1)
      expect(texts(journal)).toEqual([...kept, 'again'])
      expect(texts(open(folder))).toEqual([...kept, 'again'])
    }),
    { numRuns: 100 },
  )
})

test('orders and open runs are known after a restart, even when their segment is gone', async () => {
  const folder = place()
  const journal = open(folder, { segmentBytes: 300 })
  const start = { id: 'o1', session: 's', run: 'r', type: 'start' } as const
  append(journal, { taken: start }, log('x'))
  append(journal, { at: 1, session: 's', report: { type: 'command.settled', command: 'o1' } })
  append(journal, { at: 1, session: 's', report: { type: 'agent.started', run: 'r', pid: 1 } })
  append(journal, { taken: { ...start, id: 'o2', type: 'prompt' } })
  for (let count = 1; count <= 30; count++) append(journal, log(`line ${count}`))
  await journal.prune(journal.last)
  expect(logs(folder)).toHaveLength(1)
  const again = open(folder)
  expect(again.standing().runs).toEqual([['r', 's']])
  expect(again.standing().unsettled).toMatchObject([{ id: 'o2', type: 'prompt' }])
  expect([again.knows('o1'), again.knows('o2'), again.knows('o3')]).toEqual([true, true, false])
})

test('numbers that were given out before a power cut are not given out again', () => {
  const folder = place()
  const journal = open(folder)
  append(journal, log('a'))
  journal.skipTo(40)
  append(journal, log('b'))
  expect([journal.last, texts(journal, 40)]).toEqual([41, ['b']])
  expect(open(folder).last).toBe(41)
})

test('a report too long for a frame is kept with its long texts cut', () => {
  const journal = open(place())
  append(journal, log('x'.repeat(25 * 1024 * 1024)))
  const [text = ''] = texts(journal)
  expect(text.length).toBeLessThan(100_000)
  expect(text).toContain('26214400 characters, cut')
})

test('a file that is not ours in the folder disturbs nothing', () => {
  const folder = place()
  append(open(folder), log('a'))
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  appendFileSync(join(folder, '1.log'), 'mine')
  expect(texts(open(folder))).toEqual(['a'])
})
