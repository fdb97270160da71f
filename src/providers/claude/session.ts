import type { Facts } from '../telling/facts.ts'
import type { Tell } from '../telling/tell.ts'
import { asObjects, asText, type Wire } from '../telling/wire.ts'
import { claudeCan, type Opening } from './opening.ts'

export type Session = {
  /** Its own id, as it was told last; null before it opened. */
  id(): string | null
  /** The agent's folder, which a command may change. */
  cwd(): string
  opened(run: string, opening: Opening): void
  /** Told anew with every turn. */
  init(message: Wire): void
  /** The permission mode, where the message tells one. */
  mode(message: Wire): void
  commands(message: Wire): void
}

/** What the agent says of its session. `warn` is told what the person has to know. */
export function claudeSession(facts: Facts, tell: Tell, warn: (text: string) => void): Session {
  let session: string | null = null
  let cwd = ''
  return {
    id: () => session,
    cwd: () => cwd,
    opened(run, opening) {
      const { continuity, model, mode, version, commands, spentUsd } = opening
      session = opening.session
      cwd = opening.cwd
      const ready = {
        type: 'agent.ready' as const,
        run,
        token: session,
        continuity,
        can: claudeCan,
        ...(model !== undefined && { model }),
        cwd,
        ...(mode !== undefined && { mode }),
        ...(version !== undefined && { agentVersion: version }),
        ...(spentUsd !== undefined && { spentUsd }),
      }
      tell({ report: ready })
      facts.begin(ready)
      if (commands.length > 0) facts.changed(undefined, { commands })
    },
    init(message) {
      const id = asText(message.session_id)
      if (session !== null && id !== undefined && id !== session)
        warn(`Claude Code goes on under another session id, ${id}: it is a fork of ${session}.`)
      session = id ?? session
      cwd = asText(message.cwd) ?? cwd
      const model = asText(message.model)
      const mode = asText(message.permissionMode)
      const commands = message.slash_commands
      facts.changed(undefined, {
        ...(model !== undefined && { model }),
        ...(mode !== undefined && { mode }),
        ...(Array.isArray(commands) && {
          commands: commands.filter((name) => typeof name === 'string'),
        }),
      })
    },
    mode(message) {
      const mode = asText(message.permissionMode)
      if (mode !== undefined) facts.changed(undefined, { mode })
    },
    commands(message) {
      const commands = asObjects(message.commands).flatMap(({ name }) => asText(name) ?? [])
      facts.changed(undefined, { commands })
    },
  }
}
