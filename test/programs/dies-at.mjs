// Loaded before a server (`node --import`): kills it with SIGKILL when it does something for the n-th time.
// FAULT_AT=after-commit:3; before-/after- commit (a transaction of its store), show (a frame of events to
// a client of the feed), ack (a word to the runner that reports are taken).
import { Socket } from 'node:net'
import { DatabaseSync } from 'node:sqlite'

const [where = '', n = '1'] = (process.env.FAULT_AT ?? '').split(':')
const [when, what] = where.split('-')
let left = Number(n)

function around(it, act) {
  const now = it === what && --left === 0
  const die = () => process.kill(process.pid, 'SIGKILL')
  if (now && when === 'before') die()
  const result = act()
  // A corked socket gives its bytes to the system at the end of the tick.
  if (now && it === 'commit') die()
  else if (now) setImmediate(die)
  return result
}

const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  return sql === 'COMMIT' ? around('commit', () => exec.call(this, sql)) : exec.call(this, sql)
}

const { write } = Socket.prototype
Socket.prototype.write = function (chunk, ...rest) {
  const act = () => write.call(this, chunk, ...rest)
  const holds = (text) => Buffer.from(chunk).includes(text)
  if (what === 'ack' && holds('"type":"ack"')) return around('ack', act)
  if (what === 'show' && holds('{"type":"events"')) return around('show', act)
  return act()
}
