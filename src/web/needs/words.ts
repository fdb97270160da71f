import type { State } from '../../core/session.ts'
import type { Attention } from '../state/fleet.svelte.ts'
import { sentence } from '../ui/words.ts'

/** The one line that says what is wanted; `mono`: it is a command. */
export function lineOf({ ask, session }: Attention): { text: string; mono: boolean } {
  if (ask === null) return { text: sentence(session.error?.message ?? session.reason), mono: false }
  if (ask.command !== undefined)
    return { text: ask.command.replaceAll(/\s*\n\s*/g, ' ⏎ '), mono: true }
  return { text: ask.title, mono: false }
}

export function markState({ kind, session }: Attention): State {
  if (kind === 'approval') return 'needs-approval'
  return kind === 'question' ? 'needs-input' : session.state
}

/** Who wants what, as the head of a card. */
export function wish({ ask, session, path }: Attention): string {
  const who = path.at(-1) ?? session.agent
  if (ask === null) return session.title
  if (ask.kind === 'question') return `${who} asks you`
  if (ask.kind === 'plan') return `${who} wants to carry out its plan`
  switch (ask.tool ?? 'other') {
    case 'execute':
      return `${who} wants to run a command`
    case 'edit':
      return `${who} wants to edit files`
    case 'delete':
      return `${who} wants to delete files`
    case 'move':
      return `${who} wants to move files`
    case 'fetch':
      return `${who} wants to fetch from the network`
    case 'read':
    case 'search':
      return `${who} wants to read`
    case 'think':
    case 'switch_mode':
    case 'other':
      return ask.command === undefined ? `${who} asks for leave` : `${who} wants to run a command`
  }
}
