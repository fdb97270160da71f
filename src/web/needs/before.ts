import type { Row } from '../session/rows.ts'

const mostCalls = 5

/** What an agent said last and did last before it stopped to ask; `own`: the call that is asked about. */
export function before(
  rows: readonly Row[],
  own: string | null,
): { said: string | null; calls: Row[] } {
  const calls = rows.filter((row) => isStep(row) && !isItem(row, own))
  const message = rows.findLast(
    (row) => row.kind === 'entry' && row.entry.kind === 'item' && row.entry.item.kind === 'message',
  )
  const item = message?.kind === 'entry' && message.entry.kind === 'item' && message.entry.item
  return {
    said: item && item.kind === 'message' ? item.text : null,
    calls: calls.slice(-mostCalls),
  }
}

function isStep(row: Row): boolean {
  if (row.kind !== 'entry') return row.kind !== 'working'
  const { entry } = row
  return entry.kind === 'ask' || (entry.kind === 'item' && entry.item.kind === 'tool')
}

function isItem(row: Row, id: string | null): boolean {
  return row.kind === 'entry' && row.entry.kind === 'item' && row.entry.item.id === id
}
