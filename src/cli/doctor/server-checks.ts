import { client, type Client } from '../client.ts'
import type { Context } from '../context.ts'
import { addressIn, ask, type Address } from '../find-server.ts'
import { AgentsJson, type StatusJson } from '../../contract/response.ts'
import type { Check } from './checks.ts'

/** What only a server knows; without one, that alone is told. */
export async function serverChecks(context: Context): Promise<Check[]> {
  const { data, world, signal } = context
  const name = 'Server'
  const address = await addressIn(data)
  if (address === null)
    return [{ name, result: 'unknown', told: 'none runs; start it with: signalbox serve' }]
  const answer = await ask(address)
  if (!answer.answers) return [await silent(context, address, answer.why)]
  const { status } = answer
  return [
    { name, result: 'ok', told: `answers at ${status.url} (process ${status.pid})` },
    version(status, world.version),
    saving(status),
    ...status.runners.map(runner),
    ...(await agents(client(address, signal, context.address))),
  ]
}

async function silent(
  { world }: Context,
  address: Address,
  why: 'silent' | 'unauthorized' | 'foreign',
): Promise<Check> {
  const name = 'Server'
  const { url, pid, tokenFile } = address
  if (why === 'unauthorized')
    return {
      name,
      result: 'wrong',
      told: `${url} does not know the token in ${tokenFile}; start it again`,
    }
  if (why === 'foreign')
    return { name, result: 'wrong', told: `what answers at ${url} is no Signalbox` }
  return world.alive(pid)
    ? {
        name,
        result: 'wrong',
        told: `process ${pid} does not answer at ${url}; look into its log, or end it`,
      }
    : { name, result: 'unknown', told: 'none runs; start it with: signalbox serve' }
}

function version(status: StatusJson, own: string): Check {
  const name = 'Version'
  return status.version === own
    ? { name, result: 'ok', told: own }
    : {
        name,
        result: 'wrong',
        told: `the server is ${status.version}, this program ${own}; start the server again (agents go on)`,
      }
}

function saving({ saving: { ok, reason } }: StatusJson): Check {
  return ok
    ? { name: 'Saving', result: 'ok', told: 'everything is on disk' }
    : { name: 'Saving', result: 'wrong', told: `nothing can be saved: ${reason}` }
}

function runner({ name, state, reason, unsaved }: StatusJson['runners'][number]): Check {
  if (state === 'up' && unsaved === null)
    return { name: `Runner ${name}`, result: 'ok', told: 'up' }
  const told = unsaved === null ? `${state}: ${reason}` : `cannot write its journal: ${unsaved}`
  const result = state === 'unknown' || state === 'restarting' ? 'unknown' : 'wrong'
  return { name: `Runner ${name}`, result: unsaved === null ? result : 'wrong', told }
}

async function agents(server: Client): Promise<Check[]> {
  const { agents: known } = await server.get('agents', AgentsJson)
  const found = known.filter((agent) => agent.found !== null)
  const missing = known.filter((agent) => agent.found === null)
  const hints = missing.map((agent) => `${agent.name}: ${agent.hint ?? 'not found'}`)
  const told = [
    found.length === 0 ? 'none is installed' : found.map((agent) => agent.name).join(', '),
    ...(hints.length > 0 ? [`missing: ${hints.join('; ')}`] : []),
  ].join('; ')
  return [{ name: 'Agents', result: found.length > 0 ? 'ok' : 'wrong', told }]
}
