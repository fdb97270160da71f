import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from './actor.ts'
import { forever } from './pace.ts'
import { callTool, running } from './tool-call.ts'

/** A bound for the case that nobody ever kills it: ten minutes of forks. */
const forks = 3000

/**
 * Starts a shell in a session and process group of its own, whose children fork on, each orphaned by
 * the one before. It is left alone on purpose when the turn ends or this program dies: whoever cleans up
 * after an agent must find it. Its pid is in the tool's raw output.
 */
export async function shellThatStays(
  actor: Actor,
  ms: number | null,
  stubborn: boolean,
): Promise<void> {
  const deaf = stubborn ? "trap '' TERM HUP INT; " : ''
  const script = `${deaf}n=0; while [ $n -lt ${forks} ]; do n=$((n+1)); (sleep 5 &); sleep 0.2; done`
  const command = 'npm run watch'
  const call = { name: 'Bash', kind: 'execute' as const, title: command, input: { command } }
  await callTool(actor, call, async (open) => {
    await running(actor, open.id)
    const shell = spawn('/bin/sh', ['-c', script], {
      cwd: actor.cast.workspace.path('.'),
      detached: true,
      stdio: 'ignore',
    })
    await once(shell, 'spawn')
    shell.unref()
    await open.grow(`watching for changes (pid ${shell.pid})\n`)
    if (ms === null) await forever(actor.signal)
    else await sleep(ms, undefined, { signal: actor.signal })
    return { status: 'completed', output: { pid: shell.pid } }
  })
}
