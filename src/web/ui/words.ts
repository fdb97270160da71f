/** How long ago or how long, in one unit, as a list shows it. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} m`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** A duration with two units where it matters: `1 m 8 s`, `8.1 s`, `240 ms`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} m ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`
}

export function money(usd: number): string {
  return usd > 0 && usd < 0.01 ? '<$0.01' : `$${usd.toFixed(2)}`
}

/** Counts of tokens: `940`, `6.1 k`, `168 k`, `1.2 M`. */
export function tokens(count: number): string {
  if (count < 1000) return String(count)
  if (count < 10_000) return `${(count / 1000).toFixed(1)} k`
  if (count < 1_000_000) return `${Math.round(count / 1000)} k`
  return `${(count / 1_000_000).toFixed(1)} M`
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** Hours and minutes of the person's own clock. */
export function clockTime(at: number, withSeconds = false): string {
  return (withSeconds ? toSeconds : toMinutes).format(at)
}

// Made once: making one costs as much as a hundred uses of it.
const minutes = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const toMinutes = new Intl.DateTimeFormat([], minutes)
const toSeconds = new Intl.DateTimeFormat([], { ...minutes, second: '2-digit' })

/** The last part of a path; the path itself where it has none. */
export function baseName(path: string): string {
  return (
    path
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) || path
  )
}

/** Two letters that stand for an agent: initials of its words, or its first two letters. */
export function initials(name: string): string {
  const words = name.split(/[\s_-]+/).filter(Boolean)
  const letters = words.length > 1 ? words.map((word) => word[0]).join('') : name
  return letters.slice(0, 2).toUpperCase()
}

export function sentence(text: string): string {
  return text === '' ? '' : (text[0] ?? '').toUpperCase() + text.slice(1)
}
