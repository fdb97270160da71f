import { asText, type Wire } from '../telling/wire.ts'

/** So many messages are remembered. */
const limit = 2000

/**
 * Whether a message was told before. After a compaction Claude Code tells what it kept once more, under the
 * same ids of its own: an answer that was counted, or an error that was heard, is none of what goes on now.
 */
export function toldBefore(): (message: Wire) => boolean {
  const told = new Set<string>()
  return ({ type, uuid }) => {
    const id = asText(uuid)
    // The rest is never repeated, and fragments are so many that they would push out what is.
    if ((type !== 'assistant' && type !== 'user') || id === undefined) return false
    // One that is told again stays among the young: it is what is told once more after the next compaction too.
    const before = told.delete(id)
    const [oldest] = told.add(id)
    if (told.size > limit && oldest !== undefined) told.delete(oldest)
    return before
  }
}
