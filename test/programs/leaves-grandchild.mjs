// Leaves a grandchild in a session of its own that replaces itself by a new process every few ms, for
// ever, and keeps the environment it was given. With `holds-pipe` the grandchild instead sits still and
// keeps our stdout open; with `fills-pipe` it writes to it without end. Exits at once, after one line
// with the grandchild's pid.
import { spawn } from 'node:child_process'

const kind = process.argv[2] ?? 'forks-on'
const again = 'sleep 0.003; sh -c "$AGAIN" & exit'
const [command, stdio] = {
  'forks-on': [again, 'ignore'],
  'holds-pipe': ['sleep 600', 'inherit'],
  'fills-pipe': ['while :; do echo more; done', 'inherit'],
}[kind]
const grandchild = spawn('sh', ['-c', command], {
  detached: true,
  stdio,
  env: { ...process.env, AGAIN: again },
})
grandchild.unref()
console.log(String(grandchild.pid))
