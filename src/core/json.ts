export type Parsed =
  | { ok: true; value: unknown }
  /** Where the text stops being JSON; both count from 1. */
  | { ok: false; line: number; column: number; problem: string }

/** Like `JSON.parse`, but a broken text is a value that says where it breaks, and quotes nothing of it. */
export function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value }
  } catch {
    // The engine's own message often has no place, and may quote what must not be shown.
    const at = breakIn(text)
    const before = text.slice(0, at)
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    const problem = at >= text.length ? 'it ends too early' : 'it is not JSON from there on'
    return { ok: false, line, column, problem }
  }
}

const token =
  // oxlint-disable-next-line no-control-regex -- exactly these are forbidden in a JSON text
  /[\t\n\r ]+|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,]/y

/** Offset of the first character that no JSON text could have there. */
function breakIn(text: string): number {
  const open: string[] = []
  let may = 'value'
  token.lastIndex = 0
  for (let at = 0; ; at = token.lastIndex) {
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined) return at
    if (/^\s/.test(found)) continue
    const next = after(may, found, open)
    if (next === null) return at
    may = next
  }
}

/** What may stand after `found` where `may` was allowed; null: `found` may not stand there. */
function after(may: string, found: string, open: string[]): string | null {
  const words = may.split(' ')
  const closing = found === '}' || found === ']'
  if (closing) {
    if (!words.includes('end') || open.pop() !== (found === '}' ? '{' : '[')) return null
    return open.length === 0 ? 'nothing' : 'comma end'
  }
  if (found === ':') return words.includes('colon') ? 'value' : null
  if (found === ',') {
    if (!words.includes('comma')) return null
    return open.at(-1) === '{' ? 'key' : 'value'
  }
  if (words.includes('key')) return found.startsWith('"') ? 'colon' : null
  if (!words.includes('value')) return null
  if (found === '{' || found === '[') {
    open.push(found)
    return found === '{' ? 'key end' : 'value end'
  }
  return open.length === 0 ? 'nothing' : 'comma end'
}
