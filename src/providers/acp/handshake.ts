import type {
  InitializeRequest,
  LoadSessionRequest,
  NewSessionRequest,
  ResumeSessionRequest,
} from '@agentclientprotocol/sdk/unstable'
import { RpcError, type RpcChannel } from '../../process/rpc.ts'
import type { StartOptions } from '../provider.ts'
import { agentError, authRequired } from './agent-error.ts'
import { answersItself } from './mode.ts'
import type { Opening } from './opening.ts'
import { NotTaken, takeMode, takeModel } from './settings.ts'

/** Why a session could not be opened; one line for a person. */
export class NotOpened extends Error {
  override readonly name = 'NotOpened'
}

const initialize: InitializeRequest = {
  protocolVersion: 1,
  clientInfo: { name: 'signalbox', version: '1' },
  clientCapabilities: {
    fs: { readTextFile: false, writeTextFile: false },
    terminal: false,
    subagents: {},
    plan: {},
    elicitation: { form: {} },
    session: { compaction: {}, notices: {} },
  },
}

/**
 * Opens the session: makes a new one or goes on with an earlier one, and sets its mode and model. An earlier
 * session is never replaced by a new one in silence. Throws `NotOpened`, or why the channel closed.
 * `known` is what the answers said so far; `warn` tells the person what could not be set.
 */
export async function openSession(
  channel: Pick<RpcChannel, 'request'>,
  options: Pick<StartOptions, 'cwd' | 'resume' | 'model' | 'permission' | 'spec'>,
  known: () => Opening,
  warn: (text: string) => void,
): Promise<void> {
  await asked(channel.request('initialize', initialize), 'initialize')
  if (known().protocol !== 1)
    throw new NotOpened(
      `${options.spec.name} speaks version ${String(known().protocol)} of the Agent Client Protocol; version 1 is needed.`,
    )
  await open(channel, options, known())
  await setMode(channel, options, known(), warn)
  await setModel(channel, options, known(), warn)
}

async function open(
  channel: Pick<RpcChannel, 'request'>,
  { cwd, resume, spec }: Pick<StartOptions, 'cwd' | 'resume' | 'spec'>,
  { can, logins }: Opening,
): Promise<void> {
  if (resume !== null && !can.resume && !can.load)
    throw new NotOpened(`${spec.name} cannot go on with an earlier session. Start a new one.`)
  const begin = (): Promise<unknown> => {
    const place = { cwd, mcpServers: [] } satisfies NewSessionRequest
    if (resume === null) return channel.request('session/new', place)
    const earlier = { sessionId: resume, ...place } satisfies LoadSessionRequest &
      ResumeSessionRequest
    return channel.request(can.resume ? 'session/resume' : 'session/load', earlier)
  }
  try {
    await begin().catch(async (error: unknown) => {
      const login = needsLogin(error) ? logins.find(({ byKey }) => byKey) : undefined
      if (!login) throw error
      await channel.request('authenticate', { methodId: login.id })
      await begin()
    })
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    const words = agentError(error).message
    if (needsLogin(error)) {
      const ways = logins.map(({ name }) => name).join(', ')
      throw new NotOpened(
        `${spec.name} asks for a login first${ways && ` (${ways})`}. Log in with its own program or set its key, then try again. It said: ${words}`,
      )
    }
    if (resume === null) throw new NotOpened(`${spec.name} made no session. It said: ${words}`)
    throw new NotOpened(
      `${spec.name} does not know the provider session ${resume} (any more), so it cannot go on with it. Start a new session; what is recorded here stays. It said: ${words}`,
    )
  }
}

async function setMode(
  channel: Pick<RpcChannel, 'request'>,
  options: Pick<StartOptions, 'permission' | 'spec'>,
  opening: Opening,
  warn: (text: string) => void,
): Promise<void> {
  const current = opening.modes?.current
  try {
    await takeMode(channel, options, opening)
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error
    // Left alone it would do things that the person wants to be asked about.
    if (options.permission !== 'bypass' && answersItself(current))
      throw new NotOpened(`${error.message} It would stay in ${current} and not ask.`)
    warn(`${error.message} It stays in ${current ?? 'the one it is in'}.`)
  }
}

async function setModel(
  channel: Pick<RpcChannel, 'request'>,
  { model, spec }: Pick<StartOptions, 'model' | 'spec'>,
  opening: Opening,
  warn: (text: string) => void,
): Promise<void> {
  if (model === null) return
  try {
    await takeModel(channel, { model, spec }, opening)
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error
    warn(`${error.message} It stays with ${opening.models?.current ?? 'its own choice'}.`)
  }
}

async function asked(answer: Promise<unknown>, method: string): Promise<void> {
  try {
    await answer
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    throw new NotOpened(
      `It refused to begin (${method}: ${error.message}). Does it speak the Agent Client Protocol?`,
    )
  }
}

function needsLogin(error: unknown): boolean {
  return error instanceof RpcError && error.code === authRequired
}
