import type { Ask } from '../../core/ask.ts'
import type { Session } from '../../core/session.ts'

/** One thing that waits for the person. */
export type Attention = {
  key: string
  kind: 'approval' | 'question' | 'failure'
  session: Session
  root: Session
  /** Titles from the root's child down to the session. */
  path: string[]
  ask: Ask | null
  since: number
  /** Asks for the same, folded under this one, which waits longest. */
  others: readonly Attention[]
}

/** All that one card stands for. */
export function allIn(item: Attention): Attention[] {
  return [item, ...item.others]
}

/** The same with equal asks folded: the same command in the same project. What deletes never folds. */
export function folded(all: readonly Attention[]): Attention[] {
  const heads = new Map<string, Attention>()
  for (const one of all) {
    const name = nameOf(one)
    const head = heads.get(name)
    heads.set(name, head ? { ...head, others: [...head.others, one] } : one)
  }
  return [...heads.values()]
}

function nameOf({ key, kind, ask, root }: Attention): string {
  const folds = kind === 'approval' && ask?.kind === 'approval' && ask.tool !== 'delete'
  if (!folds || ask.command === undefined || root.project === null) return key
  return JSON.stringify([root.project, ask.tool ?? null, ask.command])
}
