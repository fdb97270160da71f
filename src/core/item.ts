/** What kind of thing a tool does; the first words are those of the Agent Client Protocol. */
export type ToolKind =
  | 'read'
  | 'edit'
  | 'delete'
  | 'move'
  | 'search'
  | 'execute'
  | 'think'
  | 'fetch'
  | 'switch_mode'
  | 'other'
  /** Starts a subagent. */
  | 'spawn'
  /** Asks the person something. */
  | 'question'
  /** Writes down what is to be done. */
  | 'plan'

/** One file's change, whole texts. `before` is null for a new file. */
export type FileDiff = { path: string; before: string | null; after: string }

export type PlanEntry = { text: string; status: 'pending' | 'in_progress' | 'completed' }

/**
 * A thing inside a turn. It keeps its id for life and changes until `settled`.
 * Ids are unique within a session, over all agents that ever work on it.
 */
export type Item = { id: string; settled: boolean } & (
  | { kind: 'message'; text: string }
  | { kind: 'thought'; text: string }
  | {
      kind: 'tool'
      /** The provider's own name of the tool, where it tells one. */
      name: string
      tool: ToolKind
      /** One line for a person: what this call does. */
      title: string
      status: 'pending' | 'running' | 'completed' | 'failed'
      input?: unknown
      /** Text the tool gave back; for a running command its output so far. */
      output?: string
      diffs?: FileDiff[]
      /** Lines added and removed for each file, counted when the call settles. */
      changes?: { path: string; added: number; removed: number }[]
      /** The provider's key of the subagent that this call spawned. */
      child?: string
    }
  | { kind: 'plan'; entries: PlanEntry[] }
  | { kind: 'notice'; level: 'info' | 'warning' | 'error'; text: string }
  | { kind: 'compaction'; before?: number; after?: number; summary?: string }
)

export type TextItem = Extract<Item, { kind: 'message' | 'thought' }>

/** The text of an item that can grow, or null: a message, a thought, a tool's output. */
export function growingText(item: Item): string | null {
  if (item.kind === 'message' || item.kind === 'thought') return item.text
  if (item.kind === 'tool') return item.output ?? ''
  return null
}

/**
 * The item with `text` put at `offset` of its growing text (UTF-16 units).
 * What stands there already is not doubled: growing twice by the same piece changes nothing.
 * Where a piece before it is missing, blanks and an ellipsis stand for that one.
 */
export function grown(item: Item, offset: number, text: string, settled: boolean): Item {
  const before = growingText(item)
  if (before === null) return item
  const start = offset > before.length ? `${before.padEnd(offset - 1)}…` : before.slice(0, offset)
  const whole = before.length >= offset + text.length ? before : start + text
  const done = item.settled || settled
  if (item.kind === 'tool') return { ...item, output: whole, settled: done }
  if (item.kind === 'message' || item.kind === 'thought')
    return { ...item, text: whole, settled: done }
  return item
}
