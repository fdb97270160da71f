import type { CrashPolicy } from '../../core/ask.ts'
import type { ProjectDefaults } from '../../core/project.ts'
import { permissionWord } from '../ui/permission.ts'
import { count } from '../ui/words.ts'

export const crashChoices: { name: CrashPolicy; word: string }[] = [
  { name: 'ask', word: 'Ask me' },
  { name: 'resume', word: 'Resume by itself' },
  { name: 'leave', word: 'Leave it' },
]

/** What new sessions of a project begin with, in a line; empty: nothing is set. */
export function defaultsLine({ agent, model, permission, onCrash, env }: ProjectDefaults): string {
  const crash = crashChoices.find(({ name }) => name === onCrash)?.word.toLowerCase()
  return [
    agent,
    model,
    permission && permissionWord(permission).toLowerCase(),
    crash && `after a crash: ${crash}`,
    env.length > 0 && count(env.length, 'variable'),
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(', ')
}

/** Names of variables as they were typed: split at commas and spaces, each once. */
export function namesIn(typed: string): string[] {
  return [...new Set(typed.split(/[\s,]+/).filter((name) => name !== ''))]
}
