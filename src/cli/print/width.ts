import { stripVTControlCharacters } from 'node:util'

/** Columns that a text takes in a terminal; our own colours take none. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const letter of stripVTControlCharacters(text)) columns += letterColumns(letter)
  return columns
}

const marks = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const pictures = /^\p{Emoji_Presentation}$/u

function letterColumns(letter: string): number {
  const code = letter.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (marks.test(letter)) return 0
  return isWide(code) || pictures.test(letter) ? 2 : 1
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}

/** The text in at most `most` columns; what is cut is told by an ellipsis. Takes no colours. */
export function fit(text: string, most: number): string {
  if (columnsOf(text) <= most) return text
  if (most <= 0) return ''
  let columns = 0
  let kept = ''
  for (const letter of text) {
    columns += letterColumns(letter)
    if (columns > most - 1) break
    kept += letter
  }
  return `${kept.trimEnd()}…`
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text
}
