/** Colours the code blocks below a node where `html` has any; until then, and where it cannot, they are plain. */
export function paintCode(node: HTMLElement, html: string): void {
  if (!html.includes('language-')) return
  for (const code of node.querySelectorAll('pre > code[class^="language-"]'))
    void paint(code, code.className.replace('language-', ''))
}

async function paint(code: Element, name: string) {
  const text = code.textContent ?? ''
  const { highlight, languageOf } = await import('./highlight.ts')
  const lines = await highlight(text, languageOf(name))
  if (lines === null || code.textContent !== text) return
  code.replaceChildren(
    ...lines.flatMap((line, at) => [
      ...(at > 0 ? [document.createTextNode('\n')] : []),
      ...line.map(({ text: piece, style }) => {
        const span = document.createElement('span')
        span.className = style
        span.textContent = piece
        return span
      }),
    ]),
  )
}
