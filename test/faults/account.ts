/** What can be said of a session from both sides, in order. Ids are the agent's own. */
export type Line =
  | { kind: 'message' | 'thought'; id: string; text: string }
  | { kind: 'tool'; id: string; title: string; status: string; input: unknown; output: string }
  | { kind: 'plan'; entries: unknown }
  | { kind: 'ask'; what: string; title: string }
  | { kind: 'end'; outcome: string; tokens: unknown; costUsd: number | null }

/** A session or subagent as one of the two sides has it. `parent`: the key of its parent, '' of the root. */
export type Account = {
  parent: string | null
  lines: Line[]
  /** How full the context was told to be, each change once. */
  context: string[]
  /** How many messages nobody could read. */
  unknown: number
}

/** Accounts of a session (under '') and of its subagents, each under the agent's own key. */
export type Accounts = Record<string, Account>

/** One of which nothing is known yet. */
export function account(parent: string | null): Account {
  return { parent, lines: [], context: [], unknown: 0 }
}

/** Notes how full the context is, unless it was so before. */
export function measure(its: Account, used: unknown, size: unknown) {
  const now = `${String(used)} of ${String(size)}`
  if (its.context.at(-1) !== now) its.context.push(now)
}
