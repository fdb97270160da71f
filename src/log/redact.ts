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

/** The line, as JSON, without the texts in `hidden` and without what has the form of a secret. */
export function without(line: string, hidden: Iterable<string>): string {
  return cleared(line, hidden, (text) => JSON.stringify(text).slice(1, -1))
}

/** The same for a plain text. */
export function withoutSecrets(text: string, hidden: Iterable<string>): string {
  return cleared(without(text, hidden), hidden, (one) => one)
}

/** Short texts are left: they would hide everything. */
const shortest = 6

function cleared(line: string, hidden: Iterable<string>, form: (text: string) => string): string {
  let clean = line.replace(
    shapes,
    (_, ...before: (string | undefined)[]) =>
      `${before.slice(0, kept).find(Boolean) ?? ''}[hidden]`,
  )
  for (const text of hidden)
    if (text.length >= shortest) clean = clean.replaceAll(form(text), '[hidden]')
  return clean
}

/** What is a secret by its form, whoever says it. A group is kept: it says what was there. */
const kept = 3
const shapes = new RegExp(
  [
    String.raw`((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}`,
    // A name and its value, as in a query, an assignment or a header.
    String.raw`((?:api[_-]?key|access[_-]?key|token|secret|passw(?:or)?d|authorization)\\?["']?\s*[=:]\s*\\?["']?)(?:(?:Bearer|Basic)\s+)?(?!\[hidden\])[^\s"'&,;\\]{6,}`,
    String.raw`(\b[a-z][a-z0-9+.-]{0,20}://)[^\s/:@"]{1,200}:[^\s/@"]{1,200}(?=@)`,
    String.raw`\b(?:sk|pk|rk)-[\w-]{16,}`,
    String.raw`\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|npm_)[\w-]{16,}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\bAIza[\w-]{30,}`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}`,
    String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[^"])*(?:-----END [A-Z ]*-----)?`,
  ].join('|'),
  'gi',
)
