import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readRunnerFile } from '../link/runner-file.ts'
import { alive } from '../process/reap.ts'
import { heapFlags } from './heap.ts'

export type RunnerProgram = {
  node: string
  program: string
  folder: string
  name: string
  socket: string
  env: Record<string, string>
  wire: { maxMb: number; maxDays: number }
}

const readyWithin = 15_000

/**
 * Starts a runner as a process of its own that outlives this one, and waits until it says in its
 * `runner.json` that it listens. Rejects with one line when it ended instead.
 */
export async function launchRunner(options: RunnerProgram): Promise<void> {
  const { node, program, folder, name, socket, env, wire } = options
  const output = join(folder, 'start.log')
  const log = openSync(output, 'w', 0o600)
  const child = spawn(
    node,
    [
      ...heapFlags,
      program,
      `--folder=${folder}`,
      `--name=${name}`,
      `--socket=${socket}`,
      `--wire-bytes=${wire.maxMb * 1024 * 1024}`,
      `--wire-age-ms=${wire.maxDays * 24 * 3600 * 1000}`,
    ],
    { cwd: folder, env, detached: true, stdio: ['ignore', log, log], windowsHide: true },
  )
  closeSync(log)
  const end: { how: string | null } = { how: null }
  child.once('error', (error) => (end.how = error.message))
  child.once('exit', (code, signal) => (end.how ??= `it ended with ${signal ?? `code ${code}`}`))
  child.unref()
  const deadline = Date.now() + readyWithin
  for (;;) {
    const file = readRunnerFile(join(folder, 'runner.json'))
    // Another server may have started one in the same moment: that one serves as well.
    if (typeof file === 'object' && file.started !== null && alive(file.pid, file.started)) return
    if (end.how !== null)
      throw new Error(`the runner ${name} did not start: ${end.how}${told(output)}`)
    if (Date.now() > deadline)
      throw new Error(
        `the runner ${name} did not listen within ${readyWithin / 1000} s${told(output)}`,
      )
    await pause(20)
  }
}

function told(file: string): string {
  const line = readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? ''
  return line === '' ? '' : ` (${line})`
}
