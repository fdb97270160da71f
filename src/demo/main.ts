/**
 * The demo agent: a program that speaks the Agent Client Protocol on stdio and plays scripted work.
 * `SIGNALBOX_DEMO_PACE` sets how fast (1 is the usual speed, 0 without delays).
 * It ends when its stdin ends, when its stdout breaks, and with 143 on SIGTERM.
 */
import { mkdirSync } from 'node:fs'
import { demoAgent } from './agent.ts'
import { paceFactor } from './pace.ts'
import { stateFolder } from './state-folder.ts'
import { truthLog } from './truth.ts'
import { truthfulWire } from './wire.ts'

declare const SIGNALBOX_VERSION: string | undefined

const version = typeof SIGNALBOX_VERSION === 'string' ? SIGNALBOX_VERSION : '0.0.0'
const truth = truthLog(Date.now, process.pid)

function log(line: string): void {
  process.stderr.write(`[demo-agent] ${new Date().toISOString()} ${line}\n`)
}

function leave(code: number): never {
  truth.flush()
  process.exit(code)
}

function die(how: { code: number } | 'kill'): Promise<never> {
  truth.flush()
  if (how !== 'kill') process.exit(how.code)
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {}) // the signal ends it
}

process.on('SIGTERM', () => leave(143))
process.on('SIGINT', () => leave(130))
process.stdout.on('error', () => leave(1))
// Who started us may have closed our stderr; the log is then lost, nothing else.
process.stderr.on('error', () => {})

const state = stateFolder(process.env)
mkdirSync(state, { recursive: true, mode: 0o700 })
log(`version=${version} node=${process.versions.node} state=${state}`)

const pace = paceFactor(process.env['SIGNALBOX_DEMO_PACE'], 1)
const wire = truthfulWire(process.stdin, process.stdout, truth)
const connection = demoAgent({
  state,
  version,
  truth,
  wire,
  pace,
  die,
  now: Date.now,
  log,
}).connect(wire.stream)
await connection.closed
leave(0)
