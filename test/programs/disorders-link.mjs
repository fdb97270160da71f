// Loaded before a server (`node --import`): of what its runners report, frames come doubled, late or behind
// others. DISORDER_SEED=n decides which. All other frames pass as they are.
import { Socket } from 'node:net'

let state = Number(process.env.DISORDER_SEED ?? '1')
const held = new WeakMap()
const { push } = Socket.prototype

function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

Socket.prototype.push = function (chunk, encoding) {
  if (chunk === null) return push.call(this, chunk, encoding)
  let link = held.get(this)
  if (link === undefined && isHello(chunk))
    held.set(this, (link = { rest: Buffer.alloc(0), late: [] }))
  if (link === undefined) return push.call(this, chunk, encoding)
  const all = Buffer.concat([link.rest, chunk])
  const end = all.lastIndexOf(0x0a) + 1
  link.rest = all.subarray(end)
  const out = []
  for (const line of linesOf(all.subarray(0, end))) {
    const due = link.late.filter((one) => --one.left < 0)
    link.late = link.late.filter((one) => !due.includes(one))
    const trick = line.includes('"type":"reports"') ? random() : 1
    if (trick < 0.1) link.late.push({ line, left: 1 + Math.floor(random() * 3) })
    else out.push(line)
    if (trick > 0.1 && trick < 0.25) out.push(line)
    out.push(...due.map((one) => one.line))
  }
  return out.length === 0 || push.call(this, Buffer.concat(out))
}

function isHello(chunk) {
  return chunk.subarray(0, 200).includes('"type":"hello"') && chunk.includes('"journal"')
}

function linesOf(bytes) {
  const lines = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at) + 1
    lines.push(bytes.subarray(at, end))
    at = end
  }
  return lines
}
