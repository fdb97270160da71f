import type { Item } from '../../core/item.ts'
import type { Entry } from '../../core/transcript.ts'

export type ToolItem = Extract<Item, { kind: 'tool' }>
export type ItemEntry = Extract<Entry, { kind: 'item' }>
type ToolEntry = ItemEntry & { item: ToolItem }

/** One line of the transcript as it is shown. */
export type Row = { key: string; seq: number } & (
  | { kind: 'entry'; entry: Entry }
  /** Reads and searches that follow each other. */
  | { kind: 'reads'; entries: ToolEntry[] }
  /** Calls that spawned subagents, one after the other. */
  | { kind: 'subagents'; entries: ToolEntry[] }
  /** Subagents that began without a call that is told, by their ids. */
  | { kind: 'spawned'; children: string[]; at: number }
  /** The turn goes on and nothing else says so. */
  | { kind: 'working'; at: number }
)

/** The rows with subagents put where they began, for agents that do not tell the call that spawned them. */
export function withSpawned(
  rows: readonly Row[],
  children: readonly {
    id: string
    createdAt: number
    child: { key: string; toolUse: string | null } | null
  }[],
  whole: boolean,
): Row[] {
  const told = new Set(
    rows.flatMap((row) =>
      row.kind === 'subagents' ? row.entries.flatMap(({ item }) => [item.child, item.id]) : [],
    ),
  )
  const first = rows[0] ? atOf(rows[0]) : 0
  const loose = children.filter(
    ({ child, createdAt }) =>
      !told.has(child?.key) && !told.has(child?.toolUse ?? '') && (whole || createdAt >= first),
  )
  if (loose.length === 0) return [...rows]
  const made: Row[] = []
  let next = 0
  const put = (until: number) => {
    for (let one = loose[next]; one && one.createdAt < until; one = loose[++next]) {
      const last = made.at(-1)
      if (last?.kind === 'spawned') last.children.push(one.id)
      else
        made.push({
          kind: 'spawned',
          key: `c ${one.id}`,
          seq: last?.seq ?? 0,
          children: [one.id],
          at: one.createdAt,
        })
    }
  }
  for (const row of rows) {
    put(atOf(row))
    made.push(row)
  }
  put(Infinity)
  return made
}

function atOf(row: Row): number {
  if (row.kind === 'entry') return row.entry.at
  return row.kind === 'spawned' || row.kind === 'working' ? row.at : (row.entries[0]?.at ?? 0)
}

/** Rows by what they were made of: of entries that did not change comes the same row, which is not drawn again. */
const alone = new WeakMap<Entry, Row>()
const together = new WeakMap<Entry, Row & { entries: ToolEntry[] }>()

/** Entries as rows; asks that are open are shown by the dock and left out. */
export function rowsOf(entries: readonly Entry[]): Row[] {
  const rows: Row[] = []
  let gathering: Gathered | null = null
  let tools: ToolEntry[] = []
  const close = () => {
    if (gathering !== null) rows.push(gatheredRow(gathering, tools))
    tools = []
  }
  for (const entry of entries) {
    if (entry.kind === 'ask' && entry.answer === null) continue
    const kind = isTool(entry) ? gathered(entry.item) : null
    if (kind !== gathering) close()
    gathering = kind
    if (kind === null || !isTool(entry)) rows.push(row(entry))
    else tools.push(entry)
  }
  close()
  return rows
}

function row(entry: Entry): Row {
  const known = alone.get(entry)
  if (known) return known
  const made: Row = { key: keyOf(entry), seq: entry.seq, kind: 'entry', entry }
  alone.set(entry, made)
  return made
}

function gatheredRow(kind: Gathered, entries: ToolEntry[]): Row {
  const [first] = entries
  if (!first) throw new Error('a row of no entries')
  if (kind === 'reads' && entries.length === 1) return row(first)
  const known = together.get(first)
  const same =
    known?.entries.length === entries.length &&
    known.entries.every((one, at) => one === entries[at])
  if (known && same) return known
  const made = { key: keyOf(first), seq: first.seq, kind, entries }
  together.set(first, made)
  return made
}

function isTool(entry: Entry): entry is ToolEntry {
  return entry.kind === 'item' && entry.item.kind === 'tool'
}

type Gathered = 'reads' | 'subagents'

function gathered(item: ToolItem): Gathered | null {
  if (item.child !== undefined) return 'subagents'
  const reads = item.tool === 'read' || item.tool === 'search'
  return reads && item.status === 'completed' ? 'reads' : null
}

function keyOf(entry: Entry): string {
  switch (entry.kind) {
    case 'item':
      return `i ${entry.item.id}`
    case 'ask':
      return `a ${entry.ask.id}`
    case 'prompt':
      return `p ${entry.id}`
    case 'turn-end':
    case 'agent':
    case 'unknown':
    case 'gap':
      return `s ${entry.seq}`
  }
}

/** Whether the last row shows by itself that the agent is at work: a text that grows, a call that runs. */
export function showsWork(rows: readonly Row[]): boolean {
  const last = rows.at(-1)
  if (last?.kind === 'spawned') return true
  if (last?.kind === 'subagents') return last.entries.some(({ item }) => !item.settled)
  return last?.kind === 'entry' && last.entry.kind === 'item' && !last.entry.item.settled
}

/** The place of the turn that an event belongs to, among all turns; -1: none began before it. */
export function turnAt(turns: readonly { seq: number }[], seq: number): number {
  return turns.findLastIndex((turn) => turn.seq <= seq)
}
