/** The first line of a text as one short line for a list: at most `most` characters, cut at a word. */
export function firstClause(text: string, most = 120): string {
  const line = text.slice(0, 2000).trimStart().split('\n', 1)[0]?.trim() ?? ''
  if (line.length <= most) return line
  const cut = line.slice(0, most - 1)
  const space = cut.lastIndexOf(' ')
  return `${space > most / 2 ? cut.slice(0, space) : cut}…`
}
