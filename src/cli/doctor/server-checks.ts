import { client } from '../client.ts'
import type { Context } from '../context.ts'
import { addressIn, ask, type Address } from '../find-server.ts'
import { AgentsJson, type StatusJson } from '../../contract/response.ts'
import { Refused } from '../refused.ts'
import { agentChecks } from './agent-checks.ts'
import type { Check } from './checks.ts'

const none: Check = {
  name: 'Server',
  result: 'unknown',
  told: 'none runs; start it with: signalbox serve',
}

/** What only a server knows; without one, that alone is told. */
export async function serverChecks(context: Context): Promise<Check[]> {
  const { data, world, signal } = context
  const name = 'Server'
  let address: Address | null
  try {
    address = await addressIn(data)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return [{ name, result: 'wrong', told: error.message }]
  }
  const answer = address === null ? null : await ask(address)
  if (address === null || answer === null || !answer.answers) {
    const why = answer?.answers === false ? answer.why : null
    const server = address && why ? await silent(context, address, why) : none
    return [server, ...agentChecks(await world.agents.find(data))]
  }
  const { status } = answer
  return [
    { name, result: 'ok', told: `answers at ${status.url} (process ${status.pid})` },
    version(status, world.version),
    saving(status),
    ...status.runners.map(runner),
    ...agentChecks(
      (await client(address, signal, context.address).get('agents', AgentsJson)).agents,
    ),
  ]
}

async function silent(
  { world }: Context,
  address: Address,
  why: 'silent' | 'hung' | 'unauthorized' | 'foreign',
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
    : none
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
