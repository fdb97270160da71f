import type { Permission } from '../../core/ask.ts'

/** What an agent may do without asking, in the words a person chooses by; the most careful first. */
export const permissionChoices: { name: Permission; word: string; about: string }[] = [
  { name: 'ask', word: 'Ask', about: 'Edits, commands and network wait for you' },
  { name: 'accept-edits', word: 'Accept edits', about: 'Edits pass, commands and network ask' },
  { name: 'plan', word: 'Plan', about: 'Reads only, then hands you a plan to approve' },
  { name: 'bypass', word: 'Bypass', about: 'Never asks. Runs anything with your rights' },
]

export function permissionWord(name: Permission): string {
  return permissionChoices.find((one) => one.name === name)?.word ?? name
}
