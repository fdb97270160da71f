import type { z } from 'zod'
import { refuse, type Refusal } from './refusal.ts'

/** What a schema has against a value, in one line: the first field that is wrong, and what is wrong. */
export function invalid(error: z.ZodError, what: 'body' | 'query'): Refusal {
  const [issue] = error.issues
  const more = error.issues.length - 1
  const others = more > 0 ? ` (and ${more} more)` : ''
  return refuse('bad-request', `${issue ? told(issue, what) : `The ${what} is wrong`}${others}.`)
}

function told(issue: z.core.$ZodIssue, what: 'body' | 'query'): string {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${[...issue.path, key].map(String).join('.')}"`)
    return `The ${what} has ${keys.join(', ')}, which nothing here knows`
  }
  if (issue.code === 'invalid_key') return `"${where}": ${issue.issues[0]?.message ?? 'wrong name'}`
  const problem = issue.message.replace(/^Invalid (input|option): /, '')
  return where === '' ? `The ${what}: ${problem}` : `"${where}": ${problem}`
}
