import { ApprovalsJson, OneSession, SessionsJson } from '../contract/response.ts'
import type { ApprovalJson } from '../contract/session.ts'
import { path, type Client } from './client.ts'

/**
 * What waits under an id, its beginning, or that of the session in whose tree it waits alone. Null: nothing,
 * or more than one; the server, which is asked with the same id then, says which.
 */
export async function openAsk(client: Client, id: string): Promise<ApprovalJson | null> {
  const { approvals } = await client.get('approvals', ApprovalsJson)
  const exact = approvals.find((one) => one.id === id)
  if (exact) return exact
  const begun = approvals.filter((one) => id !== '' && one.id.startsWith(id))
  const fits = begun.length > 0 ? begun : await waitingBelow(client, id, approvals)
  return fits.length === 1 ? (fits[0] ?? null) : null
}

async function waitingBelow(
  client: Client,
  id: string,
  approvals: readonly ApprovalJson[],
): Promise<ApprovalJson[]> {
  const found = await client.get(path('sessions', id), OneSession).catch(() => null)
  if (found === null) return []
  const { sessions } = await client.get('sessions', SessionsJson)
  const parents = new Map(sessions.map((one) => [one.id, one.parentId]))
  const isBelow = (one: string | null | undefined): boolean =>
    one === found.session.id || (typeof one === 'string' && isBelow(parents.get(one)))
  return approvals.filter(({ sessionId }) => isBelow(sessionId))
}
