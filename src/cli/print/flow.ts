import { columnsOf } from './width.ts'

/**
 * Text that comes in pieces, laid out as lines: each begins with a prefix and breaks between words.
 * What is written depends on the text alone, not on how it was cut into pieces: the last word is
 * held until it is whole.
 */
export type Flow = {
  take: (piece: string) => string
  /** The rest; ends the line if one was begun. */
  end: () => string
  /** Nothing stands on the line yet. */
  readonly atLineStart: boolean
}

/** Longer words are broken: not every script has spaces. */
const longestWord = 40

/** `columns` null: lines are as long as they are. */
export function flow(prefix: string, columns: number | null): Flow {
  const prefixColumns = columnsOf(prefix)
  let used = 0
  let begun = false
  let space = ''
  let word = ''

  function written(text: string): string {
    const width = columnsOf(text)
    const breaks = columns !== null && used > prefixColumns && used + space.length + width > columns
    const before = breaks ? '\n' : ''
    if (breaks) begun = false
    const start = begun ? space : prefix + (breaks ? '' : space)
    used = (begun ? used : prefixColumns) + (breaks ? 0 : space.length) + width
    begun = true
    space = ''
    return before + start + text
  }

  function flushed(): string {
    const text = word
    word = ''
    return text === '' ? '' : written(text)
  }

  function ended(): string {
    const line = flushed()
    const end = begun ? '\n' : `${prefix.trimEnd()}\n`
    begun = false
    used = 0
    space = ''
    return line + end
  }

  return {
    take(piece) {
      let out = ''
      for (const letter of piece) {
        if (letter === '\n') out += ended()
        else if (letter === ' ') {
          out += flushed()
          space += letter
        } else {
          word += letter
          if (word.length >= longestWord) out += flushed()
        }
      }
      return out
    },
    end: () => (begun || word !== '' ? ended() : ''),
    get atLineStart() {
      return !begun && word === ''
    },
  }
}
