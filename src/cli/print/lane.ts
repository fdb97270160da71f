import type { Recorded } from '../../core/event.ts'
import { grown, type Item } from '../../core/item.ts'
import type { Delta } from '../../core/report.ts'
import {
  answerLine,
  askLines,
  compactionLine,
  gapLine,
  planLines,
  runningLines,
  thoughtLine,
  toolLines,
  turnEndLines,
} from './entry-lines.ts'
import { cleaner, safe, safeLine, type Cleaner } from './safe.ts'
import type { Owner, Screen } from './screen.ts'
import type { Style } from './style.ts'

/** One session's events, printed as they come. What was shown as a delta is not shown again. */
export type Lane = {
  event: (event: Recorded) => void
  delta: (delta: Delta) => void
  /** Calls under way, newest last. */
  running: () => string[]
  /** Ends what is open: nothing more will come. */
  end: () => void
}

/** A message on its way: `shown` units of its text are on the screen. */
type Shown = { shown: number; clean: Cleaner }
type Open = { item: Item; since: number }

export function lane(
  owner: Owner,
  screen: Screen,
  style: Style,
  told: { asks: boolean; turnEnds: boolean },
): Lane {
  /** Items that are not settled, and messages partly shown. */
  const open = new Map<string, Open>()
  const messages = new Map<string, Shown>()
  const settled = new Set<string>()
  const prompts = new Map<string, string>()
  const asks = new Map<string, string>()
  let plans = ''

  const lines = (...all: string[]) => screen.lines(owner, all)

  function show(id: string, text: string, offset: number) {
    const message = messages.get(id) ?? { shown: 0, clean: cleaner() }
    messages.set(id, message)
    // A piece beyond what is shown waits for the recorded text, which has all of it.
    if (offset > message.shown || offset + text.length <= message.shown) return
    screen.stream(owner, message.clean.take(text.slice(message.shown - offset)))
    message.shown = offset + text.length
  }

  function changed(item: Item, at: number) {
    if (settled.has(item.id)) return
    const since = open.get(item.id)?.since ?? at
    open.set(item.id, { item, since })
    if (item.kind === 'message') show(item.id, item.text, 0)
    if (item.kind === 'plan') plan(item)
    if (item.settled) finish(item, at - since)
  }

  function plan(item: Extract<Item, { kind: 'plan' }>) {
    const now = JSON.stringify(item.entries)
    if (now === plans || item.entries.length === 0) return
    lines(...planLines(item, plans === '', style))
    plans = now
  }

  function finish(item: Item, tookMs: number) {
    open.delete(item.id)
    remember(item.id)
    switch (item.kind) {
      case 'message': {
        const rest = messages.get(item.id)?.clean.end() ?? ''
        messages.delete(item.id)
        screen.stream(owner, rest)
        return screen.endStream(owner)
      }
      case 'thought':
        return lines(thoughtLine(item.text, tookMs, style))
      case 'tool':
        return lines(...toolLines(item, tookMs, style))
      case 'plan':
        return
      case 'notice': {
        const colour = { info: 'dim', warning: 'amber', error: 'red' } as const
        return lines(style[colour[item.level]](`! ${safeLine(item.text)}`))
      }
      case 'compaction':
        return lines(compactionLine(item, style))
    }
  }

  /** The ids of late deltas are among the newest settled ones. */
  function remember(id: string) {
    settled.add(id)
    const [oldest] = settled
    if (settled.size > 1000 && oldest !== undefined) settled.delete(oldest)
  }

  function endOpen(at: number) {
    const left = Array.from(open.values())
    for (const { item, since } of left) finish(item, at - since)
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
        return changed(event.item, event.at)
      case 'item.grew': {
        const before = open.get(event.id)
        if (before) changed(grown(before.item, event.offset, event.text, event.settled), event.at)
        return
      }
      case 'ask.opened':
        asks.set(event.ask.id, event.ask.title)
        return told.asks ? lines(...askLines(event.ask, style)) : undefined
      case 'ask.answered': {
        const title = asks.get(event.id)
        asks.delete(event.id)
        // What the session's permission allows by itself is told by the call alone.
        const silent = event.by === 'policy' && event.answer.choice === 'allow'
        return title === undefined || silent
          ? undefined
          : lines(answerLine(title, event.answer, event.by, style))
      }
      case 'turn.ended':
        endOpen(event.at)
        return told.turnEnds ? lines(...turnEndLines(event, style)) : undefined
      case 'agent.ready':
        if (event.continuity === 'same') return lines(style.dim('↻ resumed the same session'))
        if (event.continuity === 'fork')
          return lines(style.amber('! resumed as a fork: the provider goes on under another id'))
        if (event.continuity === 'unproved')
          return lines(style.amber('! resumed, but without proof that it is the same session'))
        return
      case 'agent.exited': {
        endOpen(event.at)
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
      case 'session.created':
      case 'child.identified':
      case 'session.renamed':
      case 'session.configured':
      case 'agent.requested':
      case 'agent.started':
      case 'agent.changed':
      case 'turn.started':
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

  return {
    event,
    delta({ id, kind, offset, text }) {
      if (settled.has(id)) return
      if (kind === 'message') return show(id, text, offset)
      const known = open.get(id)
      if (known) open.set(id, { ...known, item: grown(known.item, offset, text, false) })
    },
    running: () =>
      [...open.values()]
        .flatMap(({ item }) => (item.kind === 'tool' ? [runningLines(item, style)] : []))
        .slice(-3)
        .flat(),
    end() {
      for (const { clean } of messages.values()) screen.stream(owner, clean.end())
      screen.endStream(owner)
    },
  }
}
