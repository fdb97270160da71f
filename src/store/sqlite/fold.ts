import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { SaveFailed } from '../store.ts'
import { saveFailed } from './failure.ts'

/** Pages of the write-ahead log (4 KiB) that are folded in at once; of more, most are folded in beside it all. */
const few = 256
/** A log of so many pages is folded in without being asked. */
export const grown = 4000
/** A pass takes what came during the one before, which is less each time; what is left after so many is for later. */
const mostPasses = 8
/** Of a log of more pages than this the rest is folded in at once, however much it is: it grows no further. */
const mostPages = 8 * grown
/** So long, in ms, the thread waits for more work. */
const idleMs = 30_000

/**
 * Folds the write-ahead log of a database into it. Copying and syncing take tens of milliseconds a time, so a thread
 * with a connection of its own does nearly all of it while here more is written; what is left is short.
 */
export type Folding = {
  /** Was just written: begins to fold a log that has grown. What fails is tried again by the next one. */
  look(): void
  /** Folds in and syncs everything, empties the log, and gives emptied pages back. Rejects with `SaveFailed`. */
  fold(): Promise<void>
  /** Resolves when nothing is being folded that was not asked for. */
  settled(): Promise<void>
  end(): void
}

export function folding(db: DatabaseSync, file: string): Folding {
  const asked = db.prepare('PRAGMA wal_checkpoint(NOOP)')
  let thread: { worker: Worker; idle: NodeJS.Timeout } | null = null
  let running: Promise<void> | null = null
  let over = false

  /** Pages in the log, and those of them that are not in the database yet. */
  function pages(): { log: number; left: number } {
    const row = asked.get()
    const log = Number(row?.log)
    return { log, left: log - Number(row?.checkpointed) }
  }

  function dismiss(): void {
    if (!thread) return
    clearTimeout(thread.idle)
    void thread.worker.terminate()
    thread = null
  }

  function hired(): Worker {
    if (thread) clearTimeout(thread.idle)
    const worker =
      thread?.worker ?? new Worker(program(), { workerData: file, resourceLimits: small })
    worker.unref()
    thread = { worker, idle: setTimeout(dismiss, idleMs).unref() }
    return worker
  }

  /** One pass in the thread. What goes wrong there goes wrong here next, and is told then. */
  function pass(): Promise<boolean> {
    const worker = hired()
    return new Promise((resolve) => {
      const done = (good: boolean): void => {
        // Each by itself: the worker listens to itself, too, and without that it is never heard again.
        worker.off('message', done).off('error', failed).off('exit', failed)
        if (!good) dismiss()
        resolve(good)
      }
      const failed = (): void => done(false)
      worker.once('message', done).once('error', failed).once('exit', failed)
      worker.postMessage('fold')
    })
  }

  async function beside(): Promise<void> {
    for (let count = 0; count < mostPasses && !over && pages().left > few; count += 1)
      if (!(await pass())) return
  }

  /** One at a time: two would wait for each other's lock. */
  function alone(work: () => Promise<void>): Promise<void> {
    const mine = (running ?? Promise.resolve()).then(work)
    const quiet = mine
      .catch(() => undefined)
      .then(() => void (running === quiet && (running = null)))
    running = quiet
    return mine
  }

  return {
    look() {
      if (running || over || pages().left < grown) return
      alone(async () => {
        await beside()
        const { log, left } = pages()
        // Whole then: the next commit begins the log anew.
        if (!over && (left <= few || log > mostPages)) db.exec('PRAGMA wal_checkpoint(PASSIVE)')
      }).catch(() => undefined)
    },
    fold: () =>
      alone(async () => {
        await beside()
        if (!over) emptied(db)
      }),
    settled: async () => void (await running),
    end() {
      over = true
      dismiss()
    },
  }
}

const small = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 }

/** A file of its own, in the package as in the source. */
function program(): URL {
  const end = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./fold-beside.${end}`, import.meta.url)
}

/**
 * Folds what is left in and syncs it, empties the log, then gives up to 8 MB of emptied pages back to the file
 * system. Throws `SaveFailed` when not all could be folded in.
 */
function emptied(db: DatabaseSync): void {
  try {
    const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    const [busy, log, done] = [Number(row?.busy), Number(row?.log), Number(row?.checkpointed)]
    if (busy !== 0 && (log < 0 || done < log))
      throw new SaveFailed('locked', 'Not folded in: another process reads an older state.')
    // After the folding, never before: on a full disk the folding is what makes room.
    if (Number(db.prepare('PRAGMA freelist_count').get()?.freelist_count) > 0)
      db.exec('PRAGMA incremental_vacuum(2000)')
  } catch (error) {
    throw saveFailed(error)
  }
}
