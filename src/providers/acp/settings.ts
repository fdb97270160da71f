import type {
  SetSessionConfigOptionRequest,
  SetSessionModeRequest,
} from '@agentclientprotocol/sdk/unstable'
import { RpcError, type RpcChannel } from '../../process/rpc.ts'
import type { StartOptions } from '../provider.ts'
import { modeFor } from './mode.ts'
import type { Opening } from './opening.ts'
import type { Choice } from './options.ts'

/** Why an agent does not go on with a setting; one line for a person. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
}

type Channel = Pick<RpcChannel, 'request'>

/** Asks for the mode of a permission, where the agent has modes and another one holds. Throws `NotTaken`. */
export async function takeMode(
  channel: Channel,
  { permission, spec }: Pick<StartOptions, 'permission' | 'spec'>,
  { session, modes }: Opening,
): Promise<void> {
  const mode = modes && modeFor(permission, modes)
  if (session === null || !modes || mode === undefined) return
  await taken(`${spec.name} refused its mode ${mode}`, () => {
    if (modes.config !== null) return setOption(channel, session, modes.config, mode)
    const request: SetSessionModeRequest = { sessionId: session, modeId: mode }
    return channel.request('session/set_mode', request)
  })
}

/** Asks for a model, where another one holds. Throws `NotTaken`. */
export async function takeModel(
  channel: Channel,
  { model, spec }: { model: string } & Pick<StartOptions, 'spec'>,
  { session, models }: Opening,
): Promise<void> {
  if (session === null || model === models?.current) return
  const offered = models && offer(models, model)
  const config = models?.config
  if (offered === undefined || typeof config !== 'string')
    throw new NotTaken(`${spec.name} does not offer the model ${model}${choiceOf(models)}.`)
  await taken(`${spec.name} refused the model ${model}`, () =>
    setOption(channel, session, config, offered),
  )
}

async function taken(refusal: string, ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask()
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    throw new NotTaken(`${refusal}: ${error.message.replace(/\.$/, '')}.`)
  }
}

function offer({ offered }: Choice, wanted: string): string | undefined {
  const byName = offered.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  return (offered.find(({ id }) => id === wanted) ?? byName)?.id
}

function choiceOf(models: Choice | undefined): string {
  const ids = (models?.offered ?? []).map(({ id }) => id)
  if (ids.length === 0) return ''
  const more = ids.length > 12 ? ', …' : ''
  return `; it offers ${ids.slice(0, 12).join(', ')}${more}`
}

function setOption(
  channel: Channel,
  sessionId: string,
  configId: string,
  value: string,
): Promise<unknown> {
  const request: SetSessionConfigOptionRequest = { sessionId, configId, value }
  return channel.request('session/set_config_option', request)
}
