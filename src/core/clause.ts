/** How much of a text a clause is made of, leading white space left out, in UTF-16 units. */
export const clauseReads = 240

/** The first line of a text as one short line for a list: at most `most` (below 240) characters, cut at a word. */
export function firstClause(text: string, most = 120): string {
  const line = clauseSource(text).split('\n', 1)[0]?.trim() ?? ''
  if (line.length <= most) return line
  const cut = clipped(line, most - 1)
  const space = cut.lastIndexOf(' ')
  return `${space > most / 2 ? cut.slice(0, space) : cut}…`
}

/** The first clause of what an agent says, without the marks of Markdown: a list shows it as it is. */
export function spokenClause(text: string): string {
  return firstClause(text)
    .replace(/^(#{1,6}|>|[-*+])\s+/, '')
    .replace(/\*\*|`/g, '')
}

/** The part of a text that a clause is made of: the clause of the part is the clause of the whole. */
export function clauseSource(text: string): string {
  return clipped(clauseRange(text).trimStart(), clauseReads)
}

/** Where a clause is looked for: white space longer than this has none behind it. */
export function clauseRange(text: string): string {
  return text.slice(0, 2000)
}

/** At most `most` UTF-16 units of a text, no character cut in half. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
