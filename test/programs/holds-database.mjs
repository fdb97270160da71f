// Holds a database with BEGIN EXCLUSIVE until its stdin ends.
import { DatabaseSync } from 'node:sqlite'

// Others write just now: it waits for its turn.
const db = new DatabaseSync(process.argv[2], { timeout: 20_000 })
db.exec('BEGIN EXCLUSIVE')
process.stdout.write('held\n')
process.stdin.resume().on('end', () => {
  db.exec('COMMIT')
  db.close()
})
