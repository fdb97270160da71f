import type { Row } from '../state/fleet.svelte.ts'
import { count, sentence } from '../ui/words.ts'

/** What a session does, in one line; of one at rest what came of it. `mono`: it is a call, not prose. */
export function nowOf({ session, shown, below }: Row): { text: string; mono: boolean } {
  const asking = below.find(({ asks }) => asks.length > 0)
  if (asking) return { text: `${asking.title}: ${asking.now ?? asking.reason}`, mono: false }
  if (session.signal === 'none' && session.silence) return { text: session.silence, mono: false }
  if (shown.now !== null) {
    const working = session.now === shown.now ? session : below.find(({ now }) => now === shown.now)
    const isCall = (working?.calls.length ?? 0) > 0
    return { text: isCall ? shown.now : sentence(shown.now), mono: isCall }
  }
  const { files } = session.changes
  const completed = shown.state === 'idle' && session.lastOutcome === 'completed'
  if (completed && session.result) return { text: sentence(session.result), mono: false }
  if (completed && files > 0) return { text: `${count(files, 'file')} changed`, mono: false }
  return { text: sentence(shown.reason), mono: false }
}
