// What can make a text look like another one: controls, bidirectional overrides, zero-width letters.
const hidden =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

export type Piece = { text: string; hidden: boolean }

/** A text in pieces; letters that cannot be seen, or that reorder others, stand alone by their code. */
export function revealed(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const found of text.matchAll(hidden)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), hidden: false })
    const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    pieces.push({ text: `U+${code}`, hidden: true })
    from = found.index + found[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hidden: false })
  return pieces
}

/** The same in one string, for titles and tooltips. */
export function plain(text: string): string {
  return text.replaceAll(hidden, '\u{fffd}')
}
