import type { Report } from '../core/report.ts'

/** Whether an agent works: in a turn of its own, or with a subagent in the background. */
export type Busy = {
  /** A turn was asked for. */
  asked(): void
  note(report: Report, child?: string): void
  now: () => boolean
}

export function busy(): Busy {
  let turn = false
  /** Subagents that run; true: in the background, where the end of the turn does not end them. */
  const children = new Map<string, boolean>()
  return {
    asked: () => void (turn = true),
    note(report, child) {
      switch (report.type) {
        case 'turn.started':
          if (child === undefined) turn = true
          return
        case 'turn.ended':
          if (child !== undefined) return
          turn = false
          for (const [key, background] of children) if (!background) children.delete(key)
          return
        case 'child.started':
          children.set(report.key, report.background === true)
          return
        case 'child.ended':
          children.delete(report.key)
          return
        case 'agent.started':
        case 'agent.ready':
        case 'agent.changed':
        case 'agent.exited':
        case 'item.set':
        case 'item.grew':
        case 'ask.opened':
        case 'ask.answered':
        case 'context.measured':
        case 'wire.unknown':
        case 'log':
        case 'command.settled':
      }
    },
    now: () => turn || children.size > 0,
  }
}
