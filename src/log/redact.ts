const secretName = /key|token|secret|password|passwd|credential|authorization|cookie/i
const counts = /tokens$/i

/** What a log may show of some fields: nothing that is named like a secret, and no values of an `env`. */
export function redacted(value: unknown, name = '', depth = 0): unknown {
  if (secretName.test(name) && !counts.test(name) && value !== null && value !== undefined)
    return '[hidden]'
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack }
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= 6) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, 100).map((one) => redacted(one, name, depth + 1))
  const isEnv = /^(env|environment|given)$/i.test(name)
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      isEnv ? '[hidden]' : redacted(one, key, depth + 1),
    ]),
  )
}

/** The line without the texts in `hidden`, as they stand in JSON. Short ones would hide everything. */
export function without(line: string, hidden: Iterable<string>): string {
  let clean = line
  for (const text of hidden) {
    if (text.length < 6) continue
    clean = clean.replaceAll(JSON.stringify(text).slice(1, -1), '[hidden]')
  }
  return clean
}
