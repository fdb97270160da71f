import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

// A thread of its own: folds the log of a database in, as far as it is whole, each time it is told to, and answers
// whether that went well. It holds nobody up: who writes meanwhile goes on.
parentPort?.on('message', () => {
  try {
    const db = new DatabaseSync(String(workerData))
    try {
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } finally {
      db.close()
    }
    parentPort?.postMessage(true)
  } catch {
    // Its owner tries by itself next, and tells why that fails.
    parentPort?.postMessage(false)
  }
})
