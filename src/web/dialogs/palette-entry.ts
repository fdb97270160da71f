import type { State } from '../../core/session.ts'
import type { CommandName } from '../state/keymap.ts'
import type { IconName } from '../ui/icons.ts'

export type PaletteEntry = {
  group: string
  key: string
  title: string
  about: string
  icon?: IconName
  mark?: { state: State; seen: boolean }
  command?: CommandName
  /** It takes something away, or a guard. */
  red?: boolean
  /** What it can be set to: the next step, and found by its words in the first one. */
  choices?: readonly PaletteEntry[]
  /** What has to be written before it can be done; `word`: what Enter does then. */
  asks?: { label: string; word: string }
  /** `text`: what was written, where it asks for something. */
  run(text: string): void
}

/** So many sessions are listed before anything is typed: what else there is stays in sight. */
const mostSessions = 6

/** Entries, and choices of theirs, whose title or second line holds every word that was typed. */
export function found(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const only = {
    '>': (e: PaletteEntry) => e.mark === undefined,
    '@': (e: PaletteEntry) => e.group === 'Agents',
  }[typed[0] ?? '']
  const words = (only ? typed.slice(1) : typed).toLowerCase().split(/\s+/).filter(Boolean)
  const few = typed === '' ? mostSessions : Infinity
  let sessions = 0
  const all = typed === '' ? entries : entries.flatMap((entry) => [entry, ...(entry.choices ?? [])])
  return all
    .filter(({ group }) => group !== 'Sessions' || sessions++ < few)
    .filter((entry) => only?.(entry) ?? (typed !== '' || entry.group !== 'Agents'))
    .filter(({ title, about }) =>
      words.every((word) => `${title} ${about}`.toLowerCase().includes(word)),
    )
    .slice(0, 40)
}
