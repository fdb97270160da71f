import type { Screen } from '../print/screen.ts'
import { columnsOf } from '../print/width.ts'

/** A line that the person types behind a label. */
export type TypedLine = {
  readonly text: string
  /** One key: a letter, the one that takes a letter back, or Ctrl-U, which takes back all of them. */
  key: (letter: string) => void
  /** Takes the label away too. */
  erase: () => void
}

export function typedLine(screen: Pick<Screen, 'aside' | 'columns'>, label: string): TypedLine {
  let text = ''
  screen.aside(label)

  function erase() {
    const { columns } = screen
    if (columns === null) return screen.aside('\n')
    // A line that is just full has not begun the next one.
    const up = Math.ceil(columnsOf(label + text) / columns) - 1
    screen.aside(`\r${up > 0 ? `\u001b[${up}A` : ''}\u001b[J`)
  }

  return {
    get text() {
      return text
    },
    key(letter) {
      if (letter === '\u007f' || letter === '\b') {
        if (text === '') return
        text = Array.from(text).slice(0, -1).join('')
        screen.aside('\b \b')
      } else if (letter === '\u0015') {
        erase()
        text = ''
        screen.aside(label)
      } else if (letter >= ' ') {
        text += letter
        screen.aside(letter)
      }
    },
    erase,
  }
}
