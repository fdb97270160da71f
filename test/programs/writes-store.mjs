// Writes numbered batches into a store for as long as it lives, and tells each when it is saved.
import { writeSync } from 'node:fs'
import { sqliteStore } from '../../src/store/sqlite/open.ts'
import { batch } from '../checks/store/batch.ts'
import { bookOf } from '../checks/store/book.ts'

const store = sqliteStore(process.argv[2])
const book = bookOf(store)
for (let n = 1; n < 100_000; n++) {
  const { entries, over } = batch(n)
  book.write(entries, over)
  writeSync(1, `${n}\n`)
}
