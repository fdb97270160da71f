import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import {
  agent,
  methods,
  PROTOCOL_VERSION,
  RequestError,
  type AgentApp,
  type AgentContext,
  type ClientCapabilities,
  type ContentBlock,
} from '@agentclientprotocol/sdk/unstable'
import type { Audience, Cast } from './actor.ts'
import { knownHistory, newHistory, type History } from './history.ts'
import { modelNamed, modelOptions, modeNamed, modeState } from './models.ts'
import { sessionWith, type Session } from './session.ts'
import type { Truth } from './truth.ts'
import type { Wire } from './wire.ts'

export type AgentOptions = {
  /** The folder that keeps the sessions. */
  state: string
  version: string
  truth: Truth
  wire: Wire
  /** How fast scenes play where their prompt does not say: 1 is the usual speed, 0 without delays. */
  pace: number
  die: Cast['die']
  /** ms since 1970 */
  now: () => number
  log: (line: string) => void
}

/** The agent as its protocol sees it. Sessions live on disk, so any process of it can go on with each. */
export function demoAgent(options: AgentOptions): AgentApp {
  const { state, truth, log } = options
  const sessions = new Map<string, { session: Session; history: History }>()
  let understood: ClientCapabilities = {}

  function open(id: string, cwd: string, history: History, client: AgentContext): Session {
    truth.open(id, join(state, id))
    const audience = audienceOf(client, () => understood, options.wire)
    const session = sessionWith({
      id,
      cwd,
      history,
      truth,
      audience,
      pace: options.pace,
      die: options.die,
    })
    sessions.set(id, { session, history })
    return session
  }

  /** A session this process knows, or one that an earlier process left on disk. */
  function bring(id: string, cwd: string, client: AgentContext): Session {
    refuseFolder(cwd)
    const present = sessions.get(id)
    if (present) return present.session
    const history = knownHistory(state, id, options.now)
    if (history === null) throw RequestError.sessionNotFound(id)
    return open(id, cwd, history, client)
  }

  function find(id: string): Session {
    const found = sessions.get(id)
    if (!found) throw RequestError.sessionNotFound(id)
    return found.session
  }

  const stateOf = (session: Session) => ({
    modes: modeState(session.mode),
    configOptions: modelOptions(session.model),
  })

  return agent({ name: 'signalbox-demo' })
    .onRequest(methods.agent.initialize, ({ params }) => {
      understood = params.clientCapabilities ?? {}
      log(`initialize client=${params.clientInfo?.name ?? 'unknown'}`)
      return {
        protocolVersion: PROTOCOL_VERSION,
        agentInfo: { name: 'signalbox-demo', title: 'Demo', version: options.version },
        agentCapabilities: {
          loadSession: true,
          promptCapabilities: { image: true, audio: false, embeddedContext: true },
          sessionCapabilities: { resume: {}, close: {} },
        },
        authMethods: [],
      }
    })
    .onRequest(methods.agent.session.new, ({ params, client }) => {
      refuseFolder(params.cwd)
      const id = randomUUID()
      const session = open(id, params.cwd, newHistory(state, id, params.cwd, options.now), client)
      log(`session/new sessionId=${id} cwd=${params.cwd}`)
      return { sessionId: id, ...stateOf(session) }
    })
    .onRequest(methods.agent.session.resume, ({ params, client }) => {
      const session = bring(params.sessionId, params.cwd, client)
      log(`session/resume sessionId=${session.id}`)
      return stateOf(session)
    })
    .onRequest(methods.agent.session.load, async ({ params, client }) => {
      const session = bring(params.sessionId, params.cwd, client)
      log(`session/load sessionId=${session.id}`)
      await session.replay()
      return stateOf(session)
    })
    .onRequest(methods.agent.session.setMode, ({ params }) => {
      const mode = modeNamed(params.modeId)
      if (mode === null)
        throw RequestError.invalidParams(undefined, `no mode is called '${params.modeId}'`)
      find(params.sessionId).setMode(mode)
      return {}
    })
    .onRequest(methods.agent.session.setConfigOption, ({ params }) => {
      const session = find(params.sessionId)
      const model = params.configId === 'model' ? modelNamed(params.value) : null
      if (model === null)
        throw RequestError.invalidParams(
          undefined,
          `no option '${params.configId}' can be '${String(params.value)}'`,
        )
      session.setModel(model)
      return { configOptions: modelOptions(model) }
    })
    .onRequest(methods.agent.session.prompt, async ({ params }) => {
      const session = find(params.sessionId)
      const text = textOf(params.prompt)
      if (text.trim() === '') throw RequestError.invalidParams(undefined, 'the prompt is empty')
      const start = performance.now()
      const response = await session.prompt(text, attachmentsIn(params.prompt))
      const ms = Math.round(performance.now() - start)
      log(`session/prompt sessionId=${session.id} stop=${response.stopReason} durationMs=${ms}`)
      return response
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => {
      const own = sessions.get(params.sessionId)?.session
      if (own) own.cancel()
      else for (const { session } of sessions.values()) session.cancelSubagent(params.sessionId)
    })
    .onRequest(methods.agent.session.close, ({ params }) => {
      const session = find(params.sessionId)
      const history = sessions.get(session.id)?.history
      session.close()
      sessions.delete(session.id)
      history?.flush()
      return {}
    })
}

function audienceOf(
  client: AgentContext,
  understood: () => ClientCapabilities,
  wire: Wire,
): Audience {
  return {
    get subagents() {
      return (understood().subagents ?? null) !== null
    },
    get forms() {
      return (understood().elicitation?.form ?? null) !== null
    },
    update: (sessionId, update) =>
      client.notify(methods.client.session.update, { sessionId, update }),
    permission: (request) => client.request(methods.client.session.requestPermission, request),
    elicit: (request) => client.request(methods.client.elicitation.create, request),
    notify: (method, params) => client.notify(method, params),
    raw: wire.raw,
  }
}

function textOf(prompt: readonly ContentBlock[]): string {
  return prompt.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n')
}

/** What came with the words, one line each. */
function attachmentsIn(prompt: readonly ContentBlock[]): string[] {
  return prompt.flatMap((block) => {
    if (block.type === 'image')
      return [`a picture (${block.mimeType}, ${Buffer.byteLength(block.data, 'base64')} bytes)`]
    return block.type === 'resource_link' ? [`\`${block.name}\``] : []
  })
}

function refuseFolder(cwd: string): void {
  const is = isAbsolute(cwd) && statSync(cwd, { throwIfNoEntry: false })?.isDirectory()
  if (!is)
    throw RequestError.invalidParams(undefined, `cwd is no absolute path of a folder: ${cwd}`)
}
