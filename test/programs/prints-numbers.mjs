// Writes as many numbered lines of 100 bytes as its argument says, as fast as they are taken. Says
// `stuck at N` on stderr, once, when nothing is taken for a while, and `done` when all is out.
import { Socket } from 'node:net'

const count = Number(process.argv[2] ?? 1000)
// Node's own stdout would block the whole program when the pipe is full.
const out = new Socket({ fd: 1, readable: false })
let said = false
let n = 0
more()

function more() {
  if (n >= count) {
    console.error('done')
    out.end()
    return
  }
  let block = ''
  for (const end = Math.min(count, n + 100); n < end; n++)
    block += `${String(n).padStart(99, '0')}\n`
  const timer = setTimeout(() => {
    if (!said) console.error(`stuck at ${n}`)
    said = true
  }, 200)
  out.write(block, () => {
    clearTimeout(timer)
    more()
  })
}
