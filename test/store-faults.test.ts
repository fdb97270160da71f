import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { evolve } from '../src/core/evolve.ts'
import type { Session } from '../src/core/session.ts'
import type { EventStore } from '../src/store/store.ts'
import { sqliteStore } from '../src/store/sqlite/open.ts'
import { answersOf } from './checks/store/answers.ts'
import { batch, eventsUpTo } from './checks/store/batch.ts'
import { bookOf, created, emptyWrite, said } from './checks/store/book.ts'
import { mayMount } from './faults/small-disk.ts'

const undo: (() => void | Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'signalbox-faults-'))
  undo.push(() => rmSync(path, { recursive: true }))
  return path
}

function opened(file: string): EventStore {
  const store = sqliteStore(file)
  undo.push(() => store.close())
  return store
}

function program(name: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const path = join(import.meta.dirname, 'programs', name)
  const child = spawn(process.execPath, [path, ...args])
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk))
  const exited = once(child, 'exit')
  undo.push(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    return exited
  })
  return child
}

async function locker(file: string): Promise<ChildProcessWithoutNullStreams> {
  const child = program('holds-database.mjs', file)
  await once(child.stdout, 'data')
  return child
}

describe('a database that another process holds', () => {
  test('refuses a write with "locked", goes on reading, and works again when it is let go', async () => {
    const file = join(folder(), 'signalbox.db')
    const store = opened(file)
    const book = bookOf(store)
    book.write([created('a')])
    const before = answersOf(store)

    const child = await locker(file)
    const write = book.draft([said('a', 'x')])
    const locked = expect.objectContaining({ name: 'SaveFailed', reason: 'locked' })
    expect(() => store.write(write)).toThrow(locked)
    expect(() => store.putEnv('a', { A: '1' })).toThrow(locked)
    expect(() => store.remove(['a'])).toThrow(locked)
    expect(answersOf(store)).toEqual(before)

    child.stdin.end()
    await once(child, 'exit')
    store.write(write)
    expect(store.readAfter(0, 10)).toHaveLength(2)
  })

  test('works again when the holder is killed', async () => {
    const file = join(folder(), 'signalbox.db')
    const store = opened(file)
    const child = await locker(file)
    expect(() => store.write(emptyWrite())).toThrow(expect.objectContaining({ reason: 'locked' }))
    child.kill('SIGKILL')
    await once(child, 'exit')
    bookOf(store).write([created('a')])
  })

  test('is not opened while it has no schema yet', async () => {
    const file = join(folder(), 'signalbox.db')
    const child = await locker(file)
    expect(() => sqliteStore(file)).toThrow(
      expect.objectContaining({ name: 'StoreUnusable', reason: 'locked' }),
    )
    child.stdin.end()
    await once(child, 'exit')
    bookOf(opened(file)).write([created('a')])
  })
})

type SmallDisk = { file: string; open: () => EventStore; makeRoom: () => void }

/** A real disk of 4 MiB, most of it taken by a file that can be deleted. */
function smallTmpfs(): SmallDisk {
  const home = folder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', home])
  undo.push(() => void execFileSync('umount', [home]))
  const ballast = join(home, 'ballast')
  writeFileSync(ballast, Buffer.alloc(3 * 1024 * 1024))
  const file = join(home, 'signalbox.db')
  return { file, open: () => opened(file), makeRoom: () => rmSync(ballast) }
}

/** Where mounting is not permitted: a database that may not grow, which fails in the same way. */
function cappedDatabase(): SmallDisk {
  const file = join(folder(), 'signalbox.db')
  let db: DatabaseSync | undefined
  const open = () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
    const store = opened(file)
    const connection = prepare.mock.contexts.at(-1)
    prepare.mockRestore()
    if (connection instanceof DatabaseSync) db = connection
    db?.exec('PRAGMA max_page_count = 200')
    return store
  }
  return { file, open, makeRoom: () => db?.exec('PRAGMA max_page_count = 100000') }
}

describe('a full disk', () => {
  const capped = { way: 'a database that may not grow', make: cappedDatabase }
  const tmpfs = { way: 'a small tmpfs', make: smallTmpfs }
  test.each(mayMount() ? [tmpfs, capped] : [capped])(
    'refuses what does not fit with "full", goes on reading, and recovers when there is room: $way',
    ({ make }) => {
      const { file, open, makeRoom } = make()
      const store = open()
      const book = bookOf(store)
      book.write([created('a')])
      const full = expect.objectContaining({ name: 'SaveFailed', reason: 'full' })
      const texts = Array.from({ length: 20 }, (_, i) => said('a', `${i} ${'word '.repeat(1000)}`))
      let saved = 1
      const fill = () => {
        for (; saved < 10_000; saved += texts.length) book.write(texts)
      }
      expect(fill).toThrow(full)
      expect(store.lastSeq()).toBe(saved)
      expect(store.readAfter(0, 1e6)).toHaveLength(saved)
      expect(store.openSessions()).toEqual([book.session('a')])
      expect(() => book.write(texts)).toThrow(full)

      makeRoom()
      book.write(texts)
      expect(store.lastSeq()).toBe(saved + texts.length)
      const before = answersOf(store)
      store.close()
      expect(answersOf(opened(file))).toEqual(before)
    },
  )
})

describe('kill -9 of a writing process', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1)
  test.each(seeds)(
    'leaves whole batches without gaps, and all that were told: seed %i',
    async (seed) => {
      const file = join(folder(), 'signalbox.db')
      const child = program('writes-store.mjs', file)
      const killAfter = (seed * 7919) % 311
      let told = 0
      for await (const line of createInterface(child.stdout)) {
        told = Number(line)
        if (told > killAfter) child.kill('SIGKILL')
      }

      const store = opened(file)
      const saved = store.offset('here')?.seq ?? 0
      // It may have been killed between saving and telling.
      expect(saved - told).toBeOneOf([0, 1])
      expect(store.lastSeq()).toBe(eventsUpTo(saved))
      const events = store.readAfter(0, 1e6)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1))
      expect(events).toHaveLength(store.lastSeq())
      const folded = new Map<string, Session>()
      for (const event of events)
        folded.set(event.sessionId, evolve(folded.get(event.sessionId), event))
      expect(store.openSessions()).toEqual([...folded.values()])
      const last = batch(saved).over.logs
      expect(store.logs(last?.[0]?.sessionId ?? '').at(-1)).toEqual(last?.[0])

      const book = bookOf(store)
      book.write([created('next')])
      expect(store.lastSeq()).toBe(events.length + 1)
    },
  )
})
