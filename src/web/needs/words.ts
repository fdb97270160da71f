import type { State } from '../../core/session.ts'
import type { Attention } from '../state/attention.ts'
import { sentence } from '../ui/words.ts'

/** The one line that says what is wanted; `mono`: it is a command. */
export function lineOf({ ask, session }: Attention): { text: string; mono: boolean } {
  if (ask === null) return { text: sentence(session.error?.message ?? session.reason), mono: false }
  if (ask.command !== undefined)
    return { text: ask.command.replaceAll(/\s*\n\s*/g, ' ⏎ '), mono: true }
  return { text: ask.title, mono: false }
}

/** Whose it is: a session, or how many agents want the same. */
export function titleOf({ root, others }: Attention): string {
  return others.length > 0 ? `${others.length + 1} agents want the same` : root.title
}

/** Who of a card of several it is: the session, and the subagent in it. */
export function memberOf({ root, path }: Attention): { title: string; who: string } {
  return { title: root.title, who: path.at(-1) ?? root.agent }
}

export function markState({ kind, session }: Attention): State {
  if (kind === 'approval') return 'needs-approval'
  return kind === 'question' ? 'needs-input' : session.state
}

/** Who wants what, as the head of a card. */
export function wish({ ask, session, path, others }: Attention): string {
  if (others.length > 0) return `${others.length + 1} agents want to run a command`
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
    case 'spawn':
      return `${who} wants to start a subagent`
    case 'think':
    case 'question':
    case 'plan':
    case 'switch_mode':
    case 'other':
      return ask.command === undefined ? `${who} asks for leave` : `${who} wants to run a command`
  }
}

/** Why the session asks, by what it may do without asking; null: nothing holds it but the question itself. */
export function whyAsked({ ask, root }: Attention): string | null {
  if (ask === null || ask.kind === 'question') return null
  if (ask.kind === 'plan') return 'The plan is carried out only when you agree to it.'
  switch (root.permission) {
    case 'ask':
      return 'This session asks before it edits, runs or fetches anything.'
    case 'accept-edits':
      return 'Edits pass in this session; commands and network ask.'
    case 'plan':
      return 'This session plans only: nothing is changed or run without you.'
    case 'bypass':
      return 'This session never asks by itself; its agent wants to know all the same.'
  }
}

/** Who waits for the answer, and who does not. */
export function whoWaits({ session, path, others: same }: Attention, others: number): string {
  if (same.length > 0)
    return `${same.length + 1} agents wait for this; the answer is for those that are ticked.`
  const who = path.at(-1) ?? session.agent
  const rest =
    others === 0
      ? ''
      : others === 1
        ? ' 1 other agent of the session keeps working.'
        : ` ${others} other agents of the session keep working.`
  return `${who} waits for this.${rest}`
}
