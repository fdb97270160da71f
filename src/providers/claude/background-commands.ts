import { asObject, asText, type Wire } from '../telling/wire.ts'
import type { Notice } from './notices.ts'

type Command = { title: string; key: string | undefined; behind: boolean }

export type BackgroundCommands = {
  started(message: Wire): void
  /** A command can be moved behind its agent while it runs. */
  updated(message: Wire): void
  ended(message: Wire): void
}

/**
 * Commands that run on while their agent goes on, or rests: told when they begin and when they are over, for Claude
 * Code then goes on by itself. `known`: the key of a subagent.
 */
export function backgroundCommands(
  notice: Notice,
  known: (key: string | undefined) => string | undefined,
): BackgroundCommands {
  const commands = new Map<string, Command>()

  function goesBehind(command: Command): void {
    if (command.behind) return
    command.behind = true
    notice('info', `Runs on in the background: ${command.title}.`, command.key)
  }

  return {
    started(message) {
      const task = asText(message.task_id)
      if (task === undefined || message.task_type !== 'local_bash' || message.ambient === true)
        return
      const command: Command = {
        title: asText(message.description) ?? 'a command',
        key: known(asText(message.parent_task_id)),
        behind: false,
      }
      commands.set(task, command)
      if (message.is_backgrounded === true) goesBehind(command)
    },
    updated(message) {
      const command = commands.get(asText(message.task_id) ?? '')
      if (command && asObject(message.patch)?.is_backgrounded === true) goesBehind(command)
    },
    ended(message) {
      const task = asText(message.task_id) ?? ''
      const command = commands.get(task)
      commands.delete(task)
      if (!command?.behind) return
      const how = asText(message.status) ?? 'over'
      const level = how === 'failed' ? 'warning' : 'info'
      notice(level, `In the background ${how}: ${command.title}.`, command.key)
    },
  }
}
