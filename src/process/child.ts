import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { Exit } from '../core/report.ts'
import { type Line, lineSplitter } from './lines.ts'
import { type Pull, pull } from './pull.ts'
import { signalGroup } from './signal.ts'
import { spawnFailure } from './spawn-failure.ts'
import { readStderr, type Stderr } from './stderr.ts'

/** Why we end a child ourselves. */
export type StopCause = 'stopped' | 'released' | 'protocol'

export type ChildOptions = {
  /** Program and arguments; no shell is between. */
  command: string[]
  cwd: string
  /** The whole environment: nothing else is inherited. */
  env: Record<string, string>
  /** How many bytes of stderr are kept; 4 KiB unless told. */
  stderrTail?: number
}

/** One child process, with a process group of its own. */
export type Child = {
  /** 0 when it could not be started. */
  readonly pid: number
  /** Sends one line; the LF is added. What is sent to the dead is ignored: `exited` tells of the death. */
  write(line: string): void
  /** Whether it reads what it is sent: false when it is gone, or while more than 4 MiB wait for it. */
  writable(): boolean
  closeInput(): void
  /**
   * Its stdout, in batches as they were read. Call it once. Nothing is read ahead of the caller beyond
   * 64 KiB: a slow reader stops the child. Ends, without throwing, when stdout ended, or when the child
   * has been gone for a second and nothing it wrote is left.
   */
  lines(): AsyncIterable<Line[]>
  readonly stderr: Stderr
  /**
   * Resolves once, never rejects: the child is gone and its output was read, or it has been gone for a
   * second (a grandchild may hold the pipe open, the reader may be slow). Who needs the last line first
   * iterates `lines()` to its end.
   */
  readonly exited: Promise<Exit>
  /**
   * Closes its input, sends SIGTERM to its group after `graceMs` (2000 unless told), and SIGKILL after as
   * long again. May be called again, with less patience too; the first cause is the one that is told.
   */
  stop(cause: StopCause, options?: { graceMs?: number }): Promise<Exit>
}

const defaultGraceMs = 2000
const afterExitMs = 1000
const inputLimit = 4 * 1024 * 1024
const defaultStderrTail = 4096

/** Starts a program. Never throws: one that cannot be started has exited with `spawn-failed`. */
export function startChild(options: ChildOptions): Child {
  const [program = '', ...args] = options.command
  const { cwd, env } = options
  let child: ChildProcess
  try {
    child = spawn(program, args, {
      cwd,
      env,
      stdio: 'pipe',
      // A group of its own, so that what it runs gets its signals too, and it gets none of ours.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
  } catch (error) {
    return stillborn(spawnFailure(program, cwd, codeOf(error)))
  }
  const { pid, stdin, stdout, stderr } = child
  if (pid === undefined || !stdin || !stdout || !stderr) {
    const { promise, resolve } = Promise.withResolvers<string>()
    child.once('error', (error) => resolve(spawnFailure(program, cwd, codeOf(error))))
    return stillborn(promise)
  }
  // After the start this only tells of a signal or message that did not arrive; its sender looks at `exited`.
  child.on('error', () => undefined)
  return running(child, { pid, stdin, stdout, stderr }, options.stderrTail ?? defaultStderrTail)
}

function running(
  child: ChildProcess,
  io: { pid: number; stdin: Writable; stdout: Readable; stderr: Readable },
  stderrTail: number,
): Child {
  const output = pull(io.stdout)
  const errors = readStderr(io.stderr, stderrTail)
  const timers: NodeJS.Timeout[] = []
  let stopCause: StopCause | null = null
  let gone = false

  // EPIPE and ECONNRESET come when the child closed its input or died in mid-write: no news, `exited` tells it.
  io.stdin.on('error', () => undefined)

  const { promise: exited, resolve } = Promise.withResolvers<Exit>()
  child.once('exit', (code, signal) => {
    gone = true
    for (const timer of timers) clearTimeout(timer)
    io.stdin.destroy()
    const cause = stopCause ?? (signal ? 'signalled' : 'exited')
    const settle = (): void => {
      clearTimeout(deadline)
      output.letGo()
      io.stderr.destroy()
      resolve({ cause, code, signal, message: told(cause, code, signal), stderr: errors.tail() })
    }
    const deadline = setTimeout(settle, afterExitMs)
    void Promise.all([output.ended, errors.ended]).then(settle)
  })

  return {
    pid: io.pid,
    write(line) {
      if (!gone && io.stdin.writable) io.stdin.write(`${line}\n`)
    },
    writable: () => !gone && io.stdin.writable && io.stdin.writableLength <= inputLimit,
    closeInput: () => void io.stdin.end(),
    lines: once(() => linesOf(output)),
    stderr: errors,
    exited,
    stop(cause, { graceMs = defaultGraceMs } = {}) {
      if (gone) return exited
      stopCause ??= cause
      io.stdin.end()
      // After its death the group's number may belong to somebody else: the exit clears these.
      const later = (signal: NodeJS.Signals, ms: number): void =>
        void timers.push(setTimeout(() => signalGroup(io.pid, signal), ms).unref())
      later('SIGTERM', graceMs)
      later('SIGKILL', 2 * graceMs)
      return exited
    },
  }
}

async function* linesOf(output: Pull): AsyncGenerator<Line[]> {
  const splitter = lineSplitter()
  for (let chunk = await output.next(); chunk; chunk = await output.next()) {
    const lines = splitter.push(chunk)
    if (lines.length > 0) yield lines
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}

/** A child that never lived. */
function stillborn(why: string | Promise<string>): Child {
  const exited = Promise.resolve(why).then((message): Exit => ({
    cause: 'spawn-failed',
    code: null,
    signal: null,
    message,
    stderr: '',
  }))
  return {
    pid: 0,
    write: () => undefined,
    writable: () => false,
    closeInput: () => undefined,
    async *lines() {
      // It wrote nothing.
    },
    stderr: { onText: () => undefined, tail: () => '' },
    exited,
    stop: () => exited,
  }
}

function told(cause: Exit['cause'], code: number | null, signal: string | null): string {
  const how = signal ? `ended by ${signal}` : `exit code ${code}`
  switch (cause) {
    case 'stopped':
      return `Stopped on request (${how}).`
    case 'released':
      return `Released, because nothing needed it (${how}).`
    case 'protocol':
      return `Ended, because it broke its protocol (${how}).`
    case 'signalled':
      return `Killed by ${signal}.`
    case 'exited':
    case 'spawn-failed':
    case 'not-resumed':
    case 'runner-gone':
      return `Exited by itself with code ${code}.`
  }
}

function once<T>(make: () => T): () => T {
  let made = false
  return () => {
    if (made) throw new Error('lines() was called twice: a stream has one reader.')
    made = true
    return make()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
