import { grown, type Item } from '../../core/item.ts'
import type { Delta } from '../../core/report.ts'
import {
  compactionLine,
  noticeLine,
  planLines,
  thoughtLine,
  toolLines,
  underWay,
  type Notice,
} from './entry-lines.ts'
import { cleaner, type Cleaner } from './safe.ts'
import { widthIn, type Owner, type Screen } from './screen.ts'
import type { Style } from './style.ts'

/** The items of one session on their way to the screen: text as it grows, the rest when it is settled. */
export type OpenItems = {
  set: (item: Item, at: number) => void
  grew: (id: string, offset: number, text: string, settled: boolean, at: number) => void
  /** It waited for an answer until now: what it takes is counted from here. */
  answered: (id: string, at: number) => void
  /** Provisional text; what was shown of it is not shown again when it is recorded. */
  delta: (delta: Delta) => void
  /** What is under way at the time `now` (ms), newest last: calls, tries anew, a compaction. */
  running: (now: number) => string[]
  /** Nothing that is open goes on: its turn or its agent is over. */
  endAll: (at: number) => void
  end: () => void
}

/** A message on its way: `shown` units of its text are on the screen. */
type Shown = { shown: number; clean: Cleaner }
type Open = { item: Item; since: number }

export function openItems(owner: Owner, screen: Screen, style: Style): OpenItems {
  /** Items that are not settled, and messages partly shown. */
  const open = new Map<string, Open>()
  const messages = new Map<string, Shown>()
  const settled = new Set<string>()
  /** What was shown of notices that may change. */
  const noticed = new Map<string, string>()
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
    // A terminal has its foot for what may still change; elsewhere each step is a line.
    if (item.kind === 'notice' && screen.columns === null && !item.settled) notice(item)
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
        // A question is told with its answer, a plan as such.
        if (item.status === 'completed' && (item.tool === 'question' || item.tool === 'plan'))
          return
        return lines(...toolLines(item, tookMs, style, widthIn(owner, screen)))
      case 'plan':
        return
      case 'notice':
        return notice(item)
      case 'compaction':
        return lines(compactionLine(item, style))
    }
  }

  function notice(item: Notice) {
    if (noticed.get(item.id) !== item.text) lines(noticeLine(item, style))
    if (item.settled) noticed.delete(item.id)
    else noticed.set(item.id, item.text)
  }

  /** The ids of late deltas are among the newest settled ones. */
  function remember(id: string) {
    settled.add(id)
    const [oldest] = settled
    if (settled.size > 1000 && oldest !== undefined) settled.delete(oldest)
  }

  function endAll(at: number) {
    const left = Array.from(open.values())
    for (const { item, since } of left) finish(item, at - since)
  }

  return {
    set: changed,
    grew(id, offset, text, whole, at) {
      const before = open.get(id)
      if (before) changed(grown(before.item, offset, text, whole), at)
    },
    answered(id, at) {
      const waited = open.get(id)
      if (waited) open.set(id, { ...waited, since: at })
    },
    delta({ id, kind, offset, text }) {
      if (settled.has(id)) return
      if (kind === 'message') return show(id, text, offset)
      const known = open.get(id)
      if (known) open.set(id, { ...known, item: grown(known.item, offset, text, false) })
    },
    running: (now) =>
      [...open.values()]
        .map(({ item, since }) => underWay(item, now - since, style))
        .slice(-3)
        .flat(),
    endAll,
    end() {
      for (const { clean } of messages.values()) screen.stream(owner, clean.end())
      screen.endStream(owner)
    },
  }
}
