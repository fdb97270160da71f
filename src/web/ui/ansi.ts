export type Styled = { text: string; style: string }

/** Colours and weights of SGR sequences by class; every other control sequence is taken out, never obeyed. */
export function ansi(text: string): Styled[] {
  const pieces: Styled[] = []
  let style: ReadonlySet<string> = new Set()
  let from = 0
  for (const found of text.matchAll(sequences)) {
    push(text.slice(from, found.index))
    if (found[1] !== undefined) style = styled(style, found[1].split(';').map(Number))
    from = found.index + found[0].length
  }
  push(text.slice(from))
  return pieces

  function push(raw: string) {
    // A line that was drawn over shows what was drawn last.
    const plain = raw.replaceAll('\r\n', '\n').replaceAll(/[^\n]*\r(?!\n)/g, '')
    if (plain !== '') pieces.push({ text: plain, style: [...style].join(' ') })
  }
}

// CSI … m with its numbers; other CSI, OSC (links, titles), other escapes.
const sequences =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /(?:\u001b\[|\u009b)([\d;]*)m|(?:\u001b\[|\u009b)[\d;:?<=>!]*[ -/]*[@-~]|\u001b[\]P^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']

function styled(before: ReadonlySet<string>, codes: number[]): Set<string> {
  const style = new Set(before)
  const colour = (name: string | undefined) => {
    for (const one of colours) style.delete(`t-${one}`)
    if (name) style.add(`t-${name}`)
  }
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0
    if (code === 0) style.clear()
    else if (code === 1) style.add('t-bold')
    else if (code === 2) style.add('t-dim')
    else if (code === 3) style.add('t-italic')
    else if (code === 4) style.add('t-under')
    else if (code === 22) ['t-bold', 't-dim'].forEach((one) => style.delete(one))
    else if (code === 23) style.delete('t-italic')
    else if (code === 24) style.delete('t-under')
    else if (code >= 30 && code <= 37) colour(colours[code - 30])
    else if (code >= 90 && code <= 97) colour(colours[code - 90])
    else if (code === 39) colour(undefined)
    else if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : codes[at + 1] === 2 ? 4 : 0
  }
  return style
}
