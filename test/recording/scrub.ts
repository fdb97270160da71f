export type Known = {
  /** Paths of this machine and what stands for each, the longest first. */
  paths: readonly (readonly [path: string, shown: string])[]
  /** What may never be told, such as values of keys in the environment. */
  secrets: readonly string[]
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
const keys = /\b(?:sk|pk|ghp|xox[a-z])[-_][\w-]{4,}|\bBearer\s+[^\s"\\]+/g
const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** Members whose values are other ones in every run and mean nothing by themselves. */
const named = new Set(['task_id', 'agent_id', 'agentID', 'run_id', 'request_id', 'requestId'])

/**
 * Lines of a recording without what is of one machine, one run or one person: paths, times and ids are put
 * into words of their own, the same for the same; secrets go. A scrubbed recording is the same in each run.
 */
export function scrubbed(lines: readonly object[], known: Known): string {
  const names = new Map<string, string>()
  const uuids = new Map<string, string>()

  function nameIn(all: Map<string, string>, value: string, before: string, digits: number): string {
    const name = all.get(value) ?? `${before}${String(all.size + 1).padStart(digits, '0')}`
    all.set(value, name)
    return name
  }

  /** Ids are known by their member first: they stand in texts and paths as well. */
  function learn(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    for (const [key, one] of Object.entries(value)) {
      if (named.has(key) && typeof one === 'string' && !one.startsWith('req_'))
        nameIn(names, one, 'id', 3)
      learn(one)
    }
  }

  function text(value: string): string {
    let out = value
    for (const secret of known.secrets) if (secret.length >= 6) out = out.replaceAll(secret, '***')
    for (const [path, shown] of known.paths) out = out.replaceAll(path, shown)
    for (const [id, name] of names) out = out.replaceAll(id, name)
    return out
      .replaceAll(uuid, (one) => nameIn(uuids, one, '00000000-0000-4000-8000-', 12))
      .replaceAll(keys, '***')
      .replaceAll(moments, '2026-01-01T00:00:00.000Z')
  }

  function clean(key: string, value: unknown): unknown {
    // Pieces of an input, in which a path may be cut in two: the whole input comes after them.
    if (key === 'partial_json') return ''
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return /(_ms|Ms|_seconds)$/.test(key) ? 10 : value
    if (Array.isArray(value)) return value.map((one) => clean(key, one))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, clean(name, one)]))
  }

  for (const line of lines) learn(line)
  return lines
    .map((line, at) => `${JSON.stringify(clean('', { _t: 10 * (at + 1), ...line }))}\n`)
    .join('')
}
