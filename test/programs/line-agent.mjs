// Tells reports as lines: what it is asked, as logs. A prompt `leave` makes it start a grandchild in a
// session of its own that replaces itself for ever; `flood` makes it tell 2000 lines.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const tell = (report) => process.stdout.write(`${JSON.stringify(report)}\n`)
const again = 'sleep 0.003; sh -c "$AGAIN" & exit'

createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, turn, prompt, text] = JSON.parse(line)
  if (what !== 'prompt') return tell({ type: 'log', text: line })
  tell({ type: 'turn.started', turn, prompt })
  if (text === 'leave')
    spawn('sh', ['-c', again], {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, AGAIN: again },
    }).unref()
  if (text === 'flood')
    for (let count = 0; count < 2000; count++) tell({ type: 'log', text: `${count}` })
  tell({ type: 'log', text: `did ${text}` })
  if (text !== 'stay') tell({ type: 'turn.ended', turn, outcome: 'completed' })
})
