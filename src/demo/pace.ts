import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'

/** Waits as long as the pace says; lets other work in even at pace 0. Throws when the work is cancelled. */
export type Pace = (ms: number, signal: AbortSignal) => Promise<void>

/** `factor` 1 is the usual speed, 0 plays without any delay. */
export function paceOf(factor: number): Pace {
  return async (ms, signal) => {
    signal.throwIfAborted()
    const wait = ms * factor
    if (wait > 0) await sleep(wait, undefined, { signal })
    else await breath(undefined, { signal })
  }
}

/** A pace as a person writes it, or `otherwise` where that is no number from 0 up. */
export function paceFactor(given: string | undefined, otherwise: number): number {
  const factor = Number(given ?? '')
  return given && Number.isFinite(factor) && factor >= 0 ? factor : otherwise
}

/** Waits until the work is cancelled, then throws. */
export function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(signal.reason)
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
  })
}

/** A text in the pieces in which a model streams it: a few words each, nothing lost between them. */
export function pieces(text: string, random: Random, low = 8, high = 28): string[] {
  const found: string[] = []
  let piece = ''
  let length = random.between(low, high)
  for (const word of text.match(/\S*\s*/g) ?? []) {
    piece += word
    if (piece.length < length) continue
    found.push(piece)
    piece = ''
    length = random.between(low, high)
  }
  if (piece !== '') found.push(piece)
  return found
}
