import { closeSync, openSync, readSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { asObject, asText } from '../telling/wire.ts'

/** So much of what a running command writes is shown; its result has all of it. */
const limit = 64 * 1024
const most = 16 * 1024

export type CommandOutput = {
  /** Takes note of a message: a command goes on for longer, or is over. */
  note(message: unknown, session: string): void
  /** What running commands wrote since the last time, by the id of their call. */
  take(): { call: string; text: string }[]
  /** Whether any command runs. */
  watching(): boolean
}

type Running = { call: string; file: string; read: number; decoder: StringDecoder }

/**
 * Claude Code does not tell what a command writes while it runs, but keeps it in a file of its own from its
 * third second on. Where there is none, nothing is shown before the result.
 */
export function commandOutput(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  uid: number | undefined,
): CommandOutput {
  const running = new Map<string, Running>()

  function fileOf(session: string, task: string): string {
    const base = env.CLAUDE_CODE_TMPDIR ?? env.TMPDIR ?? tmpdir()
    const project = cwd.replaceAll(/[^a-zA-Z0-9]/g, '-')
    return join(base, `claude-${uid ?? 0}`, project, session, 'tasks', `${task}.output`)
  }

  return {
    note(message, session) {
      const told = asObject(message) ?? {}
      const task = asText(told.task_id)
      const call = asText(told.tool_use_id)
      if (told.type !== 'system' || task === undefined) return
      const begins = told.subtype === 'task_started' && told.task_type === 'local_bash'
      if (told.subtype === 'task_notification') running.delete(task)
      if (!begins || call === undefined || told.is_backgrounded === true) return
      const file = fileOf(session, task)
      running.set(task, { call, file, read: 0, decoder: new StringDecoder() })
    },
    take: () =>
      [...running.values()].flatMap((one) => {
        const text = readOn(one)
        return text === '' ? [] : [{ call: one.call, text }]
      }),
    watching: () => running.size > 0,
  }
}

function readOn(one: Running): string {
  const room = Math.min(most, limit - one.read)
  if (room <= 0) return ''
  try {
    const file = openSync(one.file, 'r')
    try {
      const bytes = Buffer.allocUnsafe(room)
      const count = readSync(file, bytes, 0, room, one.read)
      one.read += count
      return one.decoder.write(bytes.subarray(0, count))
    } finally {
      closeSync(file)
    }
  } catch {
    // Not written yet, or kept elsewhere by another version: the result tells it.
    return ''
  }
}
