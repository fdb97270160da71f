import type { Option } from './ask.ts'

/**
 * The options that a reply names, by their ids or labels, with commas between; null where it says anything
 * else. The case of letters counts only where it tells two apart. A name may hold commas itself: the longest
 * that fits is meant.
 */
export function optionsIn(options: readonly Option[], reply: string): Option[] | null {
  const names = options
    .flatMap((option) => [option.id, option.label].map((name) => ({ name, option })))
    .filter(({ name }) => name !== '')
    .toSorted((one, other) => other.name.length - one.name.length)
  const found = new Set<Option>()
  let rest: string | undefined = reply.trim()
  while (rest !== undefined) {
    const text: string = rest
    const begun =
      names.find(({ name }) => beginsWith(text, name)) ??
      names.find(({ name }) => beginsWith(text.toLowerCase(), name.toLowerCase()))
    if (begun === undefined) return null
    found.add(begun.option)
    rest = /^\s*,\s*([^]*)$/.exec(text.slice(begun.name.length))?.[1]
  }
  return [...found]
}

/** A name is whole: a comma follows it, or the end. */
function beginsWith(text: string, name: string): boolean {
  return text.startsWith(name) && /^\s*(,|$)/.test(text.slice(name.length))
}
