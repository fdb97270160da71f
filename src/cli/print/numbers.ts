import type { Usage } from '../../core/usage.ts'

/** `$1.24`, `$0.004`; a dash while nobody told a price. */
export function money(usd: number | null): string {
  if (usd === null) return '–'
  if (usd === 0) return '$0'
  return usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`
}

/** `950`, `12.4k`, `3.1M`. */
export function count(value: number): string {
  if (value < 1000) return String(value)
  if (value < 999_500) return `${short(value / 1000)}k`
  return `${short(value / 1_000_000)}M`
}

function short(value: number): string {
  return value < 99.95 ? value.toFixed(1) : String(Math.round(value))
}

/** `3.2 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `45s`, `12m`, `3h`, `9d`: how long something lasts, in a column. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** Tokens in and out; what came from a cache is counted as read. */
export function tokens(usage: Usage): string {
  const read = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens
  return `${count(read)} tokens in, ${count(usage.outputTokens)} out`
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`
}
