// The floor: the plainest program that does the same work. FROZEN: `floor.test.ts` holds its checksum, because every
// figure in docs/benchmarks is a ratio to it. Child → pipe → LF split → JSON.parse → one SQLite transaction a chunk →
// one frame a chunk to each WebSocket client; and the last events of a session over HTTP.
//   node floor.mjs PORT DATABASE
// A WebSocket client says "MIX COUNT RATE", and gets what the child of that name writes.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'

const [port, file] = process.argv.slice(2)
const db = new DatabaseSync(file)
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, session TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS events_of_session ON events (session, seq);`)
const insert = db.prepare('INSERT INTO events (session, at, body) VALUES (?, ?, ?)')
const last = db.prepare(
  'SELECT seq, at, body FROM events WHERE session = ? ORDER BY seq DESC LIMIT ?',
)
const LF = 0x0a

const http = createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://localhost')
  const rows = last.all(
    searchParams.get('session') ?? 'floor',
    Number(searchParams.get('limit') ?? 200),
  )
  const events = rows.reverse().map(({ seq, at, body }) => ({ seq, at, ...JSON.parse(body) }))
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ events }))
})
const sockets = new WebSocketServer({ server: http })

function run(args) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let held = Buffer.alloc(0)
  child.stdout.on('data', (chunk) => {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const lines = []
    let from = 0
    for (let to = bytes.indexOf(LF); to !== -1; to = bytes.indexOf(LF, from)) {
      lines.push(bytes.toString('utf8', from, to))
      from = to + 1
    }
    held = bytes.subarray(from)
    if (lines.length === 0) return
    const at = Date.now()
    db.exec('BEGIN IMMEDIATE')
    for (const line of lines) insert.run(JSON.parse(line).params.sessionId, at, line)
    db.exec('COMMIT')
    const frame = `{"events":[${lines.join(',')}]}`
    for (const client of sockets.clients) client.send(frame)
  })
}

sockets.on('connection', (socket) =>
  socket.on('message', (data) => run(new TextDecoder().decode(data).split(' '))),
)
http.listen(Number(port), '127.0.0.1')
