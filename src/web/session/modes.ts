import type { Permission } from '../../core/ask.ts'
import type { Session } from '../../core/session.ts'
import { permissionChoices } from '../ui/permission.ts'

/** What an agent may do without asking, said of a session that has it. */
export const permissionSays: Record<Permission, string> = {
  ask: 'Asks before it acts',
  'accept-edits': 'Accepts edits, asks for the rest',
  plan: 'Plans only',
  bypass: 'Never asks',
}

/** Permissions to choose from; the only one that is dangerous says why. */
export const permissionOffers = permissionChoices.map(({ name }) => ({
  name,
  word: name === 'bypass' ? 'Never asks: runs anything with your rights' : permissionSays[name],
}))

/** An agent at rest begins with what was set; one that lives takes only what it can. */
export function canSwitch(session: Session, what: 'model' | 'permission'): boolean {
  if (session.state === 'done') return false
  return session.live === null || session.can?.switch?.[what] === true
}

/** Models that sessions of this agent were given: which others there are, only the agent knows. */
export function modelsOf(agent: string, sessions: readonly Session[]): string[] {
  const named = sessions.flatMap((one) =>
    one.agent === agent && one.model !== null ? [one.model] : [],
  )
  return [...new Set(named)].sort()
}

/** Whether another session can go on from a copy of what its agent remembers. */
export function canFork({ child, can, resumeToken }: Session): boolean {
  return child === null && can?.fork === true && resumeToken !== null
}
