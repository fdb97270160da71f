import type { Ask } from '../../core/ask.ts'
import type { Recorded } from '../../core/event.ts'
import type { Delta } from '../../core/report.ts'
import { settingsText } from '../../core/transcript.ts'
import { askLines } from './ask-lines.ts'
import { answerLine, gapLine, turnEndLines } from './entry-lines.ts'
import { openItems } from './open-items.ts'
import { safe, safeLine } from './safe.ts'
import { widthIn, type Owner, type Screen } from './screen.ts'
import type { Style } from './style.ts'

type TurnEnded = Recorded & { type: 'turn.ended' }

/** One session's events, printed as they come. What was shown as a delta is not shown again. */
export type Lane = {
  event: (event: Recorded) => void
  delta: (delta: Delta) => void
  /** What is under way at the time `now` (ms), newest last. */
  running: (now: number) => string[]
  /** Ends what is open: nothing more will come. */
  end: () => void
}

export function lane(
  owner: Owner,
  screen: Screen,
  style: Style,
  told: { asks: boolean; turnEnds: boolean },
): Lane {
  const items = openItems(owner, screen, style)
  const prompts = new Map<string, string>()
  const asks = new Map<string, Ask>()

  /** What the agent said of an error in the turn that runs. */
  let saidError = ''

  const lines = (...all: string[]) => screen.lines(owner, all)

  /** What an agent said of its error stands above already. */
  function unsaid(event: TurnEnded): TurnEnded {
    const { error, ...rest } = event
    return error?.message === saidError ? rest : event
  }

  function event(event: Recorded) {
    switch (event.type) {
      case 'prompt.queued':
        prompts.set(event.prompt.id, event.prompt.text)
        return
      case 'prompt.edited':
        prompts.set(event.id, event.text)
        return
      case 'prompt.dropped':
        prompts.delete(event.id)
        return
      case 'prompt.sent':
      case 'prompt.steered': {
        const text = prompts.get(event.id)
        prompts.delete(event.id)
        if (text === undefined) return
        const [first = '', ...rest] = safe(text).split('\n')
        return lines(style.bold(`› ${first}`), ...rest.map((line) => style.bold(`  ${line}`)))
      }
      case 'prompt.refused':
        return lines(style.red(`✖ The prompt was refused: ${safeLine(event.message)}`))
      case 'item.set':
        if (event.item.kind === 'notice' && event.item.level === 'error')
          saidError = event.item.text
        return items.set(event.item, event.at)
      case 'item.grew':
        return items.grew(event.id, event.offset, event.text, event.settled, event.at)
      case 'ask.opened':
        asks.set(event.ask.id, event.ask)
        return told.asks ? lines(...askLines(event.ask, style)) : undefined
      case 'ask.answered': {
        const ask = asks.get(event.id)
        asks.delete(event.id)
        if (ask?.item !== undefined) items.answered(ask.item, event.at)
        // What the session's permission allows by itself is told by the call alone.
        const silent = event.by === 'policy' && event.answer.choice === 'allow'
        return ask === undefined || silent
          ? undefined
          : lines(answerLine(ask.title, event.answer, event.by, style, widthIn(owner, screen)))
      }
      case 'turn.started':
        saidError = ''
        return
      case 'turn.ended':
        items.endAll(event.at)
        return told.turnEnds ? lines(...turnEndLines(unsaid(event), style)) : undefined
      case 'agent.ready':
        if (event.continuity === 'same') return lines(style.dim('↻ resumed the same session'))
        if (event.continuity === 'fork')
          return lines(
            style.amber('! a fork: it goes on from a copy, under another id of the provider'),
          )
        if (event.continuity === 'unproved')
          return lines(style.amber('! resumed, but without proof that it is the same session'))
        return
      case 'agent.exited': {
        items.endAll(event.at)
        const { cause, message } = event.exit
        if (cause === 'released') return
        if (cause === 'stopped') return lines(style.dim('□ the agent was stopped'))
        return lines(style.red(`◐ the agent is gone: ${safeLine(message)}`))
      }
      case 'wire.unknown':
        return lines(
          style.dim(`! a message was not understood and is kept: ${safeLine(event.why)}`),
        )
      case 'gap.found':
        return lines(gapLine(event.from, event.to, style))
      case 'signal.lost':
        return lines(style.amber(`! ${safeLine(event.reason)}`))
      case 'session.configured': {
        const set = settingsText(event)
        return set === '' ? undefined : lines(style.dim(`⚙ from here on: ${safeLine(set)}`))
      }
      case 'switch.refused':
        return lines(style.amber(`! not changed: ${safeLine(event.message)}`))
      case 'session.created':
      case 'child.identified':
      case 'session.renamed':
      case 'switch.asked':
      case 'agent.requested':
      case 'agent.started':
      case 'agent.changed':
      case 'queue.released':
      case 'interrupt.asked':
      case 'stop.asked':
      case 'context.measured':
      case 'rule.added':
      case 'signal.found':
      case 'seen.marked':
      case 'session.closed':
        return
    }
  }

  return { event, delta: items.delta, running: items.running, end: items.end }
}
