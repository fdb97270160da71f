import type { Session } from '../../core/session.ts'
import type { Entry } from '../../core/transcript.ts'
import { baseName, count } from '../ui/words.ts'

export type Happened = { key: string; at: number; who: string; text: string; to: string }

/** What happened lately in a session and below it, the newest `most`, newest first: only what is worth a line. */
export function activityOf(
  session: Session,
  entries: readonly Entry[],
  below: readonly Session[],
  most: number,
): Happened[] {
  const own: Happened[] = []
  for (let place = entries.length - 1; place >= 0 && own.length < most; place--) {
    const entry = entries[place]
    const text = entry ? textOf(entry) : null
    if (!entry || text === null) continue
    const to = `/s/${session.id}?at=${entry.seq}`
    const key = `${session.id} ${entry.seq}`
    own.push({ key, at: entry.at, who: nameOf(session), text, to })
  }
  const theirs = below.flatMap((child): Happened[] => {
    const to = `/s/${child.id}`
    const who = child.title
    const began = { key: `${child.id} began`, at: child.createdAt, who, text: 'began', to }
    const now = {
      key: `${child.id} now`,
      at: child.since,
      who,
      text: child.asks[0]?.ask.title ?? child.reason,
      to,
    }
    return child.state === 'running' && child.asks.length === 0 ? [began] : [began, now]
  })
  return [...own, ...theirs].sort((a, b) => b.at - a.at).slice(0, most)
}

function nameOf(session: Session): string {
  return session.child === null ? session.agent : session.title
}

function agentText({ what, text }: Extract<Entry, { kind: 'agent' }>): string {
  if (what === 'set') return `goes on with ${text}`
  return what === 'crashed' || what === 'not-set' ? text : what
}

function textOf(entry: Entry): string | null {
  switch (entry.kind) {
    case 'prompt':
      return 'was given a message'
    case 'ask':
      if (entry.answer === null) return `asked: ${entry.ask.title}`
      return `${entry.answer.choice === 'deny' ? 'was denied' : entry.answer.choice === 'allow' ? 'was allowed' : 'was answered'}: ${entry.ask.title}`
    case 'turn-end':
      return `turn ${entry.outcome}`
    case 'agent':
      return agentText(entry)
    case 'gap':
      return 'reports were lost'
    case 'unknown':
      return null
    case 'item': {
      const { item } = entry
      if (item.kind === 'compaction') return 'compacted its context'
      if (item.kind !== 'tool' || item.status === 'running' || item.status === 'pending')
        return null
      if (item.status === 'failed') return `failed: ${item.title}`
      const [change, ...more] = item.changes ?? []
      if (!change) return null
      return more.length > 0
        ? `edited ${count(more.length + 1, 'file')}`
        : `edited ${baseName(change.path)}`
    }
  }
}
