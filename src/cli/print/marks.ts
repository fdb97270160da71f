import type { SessionJson } from '../../contract/session.ts'
import { groupOf, needsYou, type Group } from '../../core/attention.ts'
import type { Outcome } from '../../core/report.ts'
import type { State } from '../../core/session.ts'
import type { Style } from './style.ts'

/** A state in the terminal: one silhouette, one word, one colour. */
export type Mark = { glyph: string; word: string; colour: keyof Style }

const marks: Record<State, Mark> = {
  starting: { glyph: '◌', word: 'Starting', colour: 'blue' },
  running: { glyph: '◉', word: 'Running', colour: 'blue' },
  'needs-approval': { glyph: '◆', word: 'Needs approval', colour: 'amber' },
  'needs-input': { glyph: '?', word: 'Needs input', colour: 'amber' },
  idle: { glyph: '✓', word: 'Done', colour: 'green' },
  failed: { glyph: '✖', word: 'Failed', colour: 'red' },
  crashed: { glyph: '◐', word: 'Crashed', colour: 'red' },
  resuming: { glyph: '↻', word: 'Resuming', colour: 'blue' },
  stopped: { glyph: '□', word: 'Stopped', colour: 'dim' },
  done: { glyph: '✓', word: 'Closed', colour: 'dim' },
}

/** At rest, but what it did was not done to its end. */
const unfinished: Partial<Record<Outcome, Mark>> = {
  crashed: { glyph: '↻', word: 'Cut off', colour: 'amber' },
  interrupted: { glyph: '□', word: 'Interrupted', colour: 'green' },
}

export function markOf(
  session: Pick<SessionJson, 'state' | 'seen' | 'parentId'> & { lastOutcome?: Outcome | null },
): Mark {
  const rest = session.state === 'idle' && session.lastOutcome && unfinished[session.lastOutcome]
  const mark = rest || marks[session.state]
  if (session.state === 'idle' && session.seen) return { ...mark, colour: 'dim' }
  if (session.state === 'done' && session.parentId !== null) return { ...mark, word: 'Done' }
  return mark
}

/** Where a root session stands in the list; an ask anywhere below it is the person's business. */
export function groupOfTree(session: SessionJson, below: readonly SessionJson[]): Group {
  return below.some((one) => needsYou({ ...one, child: one.parentId }))
    ? 'Needs you'
    : groupOf(session)
}

/** Whether something in a tree waits for an answer: before that, what failed can wait. */
export function waitsForAnswer(tree: readonly Pick<SessionJson, 'state'>[]): boolean {
  return tree.some(({ state }) => state === 'needs-approval' || state === 'needs-input')
}
