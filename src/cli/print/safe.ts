/**
 * Text from agents is untrusted: it must not move the cursor, set a title, write a clipboard or turn
 * the direction of what follows. Only what a person can read is left, with `\n` and tabs as spaces.
 */
export function safe(text: string): string {
  const clean = cleaner()
  return clean.take(text) + clean.end()
}

/** The same on one line. */
export function safeLine(text: string): string {
  return safe(text).replace(/\s+/g, ' ').trim()
}

/** The same for text that comes in pieces: an escape or a letter may be cut anywhere. */
export type Cleaner = { take: (piece: string) => string; end: () => string }

const escape = '\u001b'

/**
 * Direction marks, invisible fillers and tags, controls of either kind. Joiners stay: letters need them.
 */
const unseen =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g

export function cleaner(): Cleaner {
  /** The beginning of an escape that is not whole yet. */
  let held = ''
  /** The first half of a letter whose second has not come. */
  let half = ''

  function take(piece: string): string {
    const text = held + piece
    held = ''
    let shown = half
    half = ''
    for (let at = 0; at < text.length;) {
      const next = text.indexOf(escape, at)
      shown += text.slice(at, next < 0 ? text.length : next)
      if (next < 0) break
      const length = escapeLength(text, next)
      if (length === null) {
        held = text.slice(next)
        break
      }
      at = next + length
    }
    const last = shown.charCodeAt(shown.length - 1)
    if (last >= 0xd800 && last <= 0xdbff) {
      half = shown.slice(-1)
      shown = shown.slice(0, -1)
    }
    return readable(shown)
  }

  return {
    take,
    end() {
      const rest = half
      held = ''
      half = ''
      return readable(rest)
    },
  }
}

/** Lone halves are made visible first: what is taken out between two must not join them. */
function readable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(unseen, '')
}

/** Longest escape that is swallowed: more would be a way to hide text. */
const longestString = 4096
const longestParameters = 64

/** Units that an escape takes from `at`; null where its end has not come yet. */
function escapeLength(text: string, at: number): number | null {
  const kind = text[at + 1]
  if (kind === undefined) return null
  if (kind === '[') {
    for (let end = at + 2; ; end++) {
      const code = text.charCodeAt(end)
      if (end - at > longestParameters) return 2
      if (Number.isNaN(code)) return null
      if (code < 0x20 || code > 0x3f) return code >= 0x40 && code <= 0x7e ? end + 1 - at : end - at
    }
  }
  if (/[\u0020-\u002f]/.test(kind)) return text[at + 2] === undefined ? null : 3
  if (!']PX^_'.includes(kind)) return kind === escape ? 1 : 2
  for (let end = at + 2; end < text.length; end++) {
    const letter = text[end]
    if (letter === '\u0007') return end + 1 - at
    if (letter === '\n' || end - at > longestString) return 2
    if (letter === escape) {
      const close = text[end + 1]
      return close === undefined ? null : close === '\\' ? end + 2 - at : end - at
    }
  }
  return null
}
