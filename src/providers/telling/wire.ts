/**
 * Reading what an agent wrote. Nothing is taken on trust: a member of another shape than expected reads
 * as absent, so one odd field costs that field and not the message.
 */

/** A JSON object whose members are not known yet. */
export type Wire = Record<string, unknown>

export function asObject(value: unknown): Wire | undefined {
  return isObject(value) ? value : undefined
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** The objects in a list; anything else in it, or no list at all, is left out. */
export function asObjects(value: unknown): Wire[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function isObject(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The one of `words` that a value is, if it is any of them. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  value: unknown,
): Word | undefined {
  return words.find((word) => word === value)
}

const wireLimit = 64 * 1024

/** At most 64 KiB of a message, for keeping. */
export function clipped(text: string): string {
  if (text.length * 3 <= wireLimit) return text
  const bytes = Buffer.from(text.slice(0, wireLimit))
  if (bytes.length <= wireLimit && text.length <= wireLimit) return text
  // Decoding as a stream leaves out a letter that the cut went through.
  return new TextDecoder().decode(bytes.subarray(0, wireLimit), { stream: true })
}
