import type { CommandName } from '../state/keymap.ts'

type Hint = { of: CommandName[]; word: string }

/** The few keys that matter most where the person is. */
export function hintsFor(place: string, several: boolean, empty = false): Hint[] {
  if (empty)
    return [
      { of: ['new'], word: 'new session' },
      { of: ['palette'], word: 'commands' },
      { of: ['keys'], word: 'keys' },
    ]
  const always: Hint[] = [
    { of: ['next'], word: 'next' },
    { of: ['palette'], word: 'commands' },
  ]
  if (several)
    return [{ of: ['pane-nth'], word: 'pane' }, { of: ['detach'], word: 'own window' }, ...always]
  if (place.startsWith('/settings')) return [{ of: ['go-fleet'], word: 'fleet' }, ...always]
  const answer: Hint[] = [
    { of: ['allow'], word: 'allow' },
    { of: ['deny'], word: 'deny' },
  ]
  if (place.startsWith('/s/')) return [...answer, { of: ['agents'], word: 'agents' }, ...always]
  return [{ of: ['move-down', 'move-up'], word: 'move' }, ...answer, ...always]
}
