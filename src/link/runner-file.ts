import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isRecord } from './frame.ts'

/** What a living runner says about itself in the `runner.json` of its folder. */
export type RunnerFile = {
  pid: number
  /** Tells its process from another one that gets its pid later; null where the system cannot say. */
  started: string | null
  instance: string
  version: string
  protocol: number
  socket: string
}

export function writeRunnerFile(path: string, file: RunnerFile): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** `missing`: no runner lives there, or it left in order. `unreadable`: nothing can be said. */
export function readRunnerFile(path: string): RunnerFile | 'missing' | 'unreadable' {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? 'missing'
      : 'unreadable'
  }
  try {
    const value: unknown = JSON.parse(text)
    return isRunnerFile(value) ? value : 'unreadable'
  } catch {
    // Damaged by somebody else: it is written in one piece.
    return 'unreadable'
  }
}

function isRunnerFile(value: unknown): value is RunnerFile {
  return (
    isRecord(value) &&
    typeof value.pid === 'number' &&
    (value.started === null || typeof value.started === 'string') &&
    ['instance', 'version', 'socket'].every((key) => typeof value[key] === 'string') &&
    typeof value.protocol === 'number'
  )
}
