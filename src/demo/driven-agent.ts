/** For tests: the built agent as a real child, driven over its stdio by the protocol's own client. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import {
  client,
  methods,
  ndJsonStream,
  type ClientCapabilities,
  type ClientContext,
  type CreateElicitationRequest,
  type CreateElicitationResponse,
  type RequestPermissionRequest,
  type SessionUpdate,
} from '@agentclientprotocol/sdk/unstable'
import { build } from 'esbuild'
import { part } from './truth.ts'

/** The bundle as it is shipped, in a folder of its own. */
export async function bundleAgent(folder: string): Promise<string> {
  const outfile = join(folder, 'demo-agent.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  })
  return outfile
}

/** A scratch place for one test file: the bundle, a state folder, workspaces. */
export async function scratchPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'demo-agent-'))
  const bundle = await bundleAgent(folder)
  let places = 0
  return {
    bundle,
    state: join(folder, 'state'),
    /** An empty workspace. */
    workspace() {
      const cwd = join(folder, `work-${++places}`)
      mkdirSync(cwd)
      return cwd
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
export type Place = Awaited<ReturnType<typeof scratchPlace>>

export type TruthEntry = {
  n: number
  at: number
  pid: number
  session: string
  update?: SessionUpdate & Record<string, unknown>
  request?: { id: unknown; method: string; params: unknown }
  response?: { id: unknown; result?: unknown; error?: unknown }
  notification?: { method: string; params: unknown }
  replay?: true
  torn?: true
  bytes?: string
}

export function truthOf(place: Place, session: string): TruthEntry[] {
  const text = readFileSync(join(place.state, session, 'emitted.ndjson'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

export type Shown = { session: string; update: SessionUpdate & Record<string, unknown> }

export type Answers = {
  /** The option to choose, or `cancelled`; may take its time. */
  permission?: (request: RequestPermissionRequest) => string | Promise<string>
  elicit?: (request: CreateElicitationRequest) => CreateElicitationResponse
}

/** A started agent and everything that passed. */
export type Driven = {
  child: ChildProcess
  agent: ClientContext
  /** Every whole line the agent wrote, as bytes. */
  lines: Buffer[]
  /** Bytes after the last newline. */
  rest: () => Buffer
  /** Updates as the protocol's library parsed them. */
  shown: Shown[]
  permissions: RequestPermissionRequest[]
  questions: CreateElicitationRequest[]
  others: { method: string; params: unknown }[]
  stderr: () => string
  /** Resolves as soon as the condition holds, looked at after everything that arrives. */
  until: (holds: () => boolean) => Promise<void>
  exited: Promise<{ code: number | null; signal: string | null }>
  newSession: (cwd: string) => Promise<string>
  prompt: (session: string, text: string) => ReturnType<typeof promptWith>
  /** Ends its stdin and waits for its end. */
  end: () => Promise<{ code: number | null; signal: string | null }>
}

export const everything: ClientCapabilities = { subagents: {}, elicitation: { form: {} } }

export async function driveAgent(
  place: Place,
  answers: Answers = {},
  capabilities: ClientCapabilities = everything,
  env: Record<string, string> = {},
): Promise<Driven> {
  const child = spawn(process.execPath, [place.bundle], {
    env: { PATH: process.env['PATH'], SIGNALBOX_DEMO_STATE: place.state, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const lines: Buffer[] = []
  const shown: Shown[] = []
  const permissions: RequestPermissionRequest[] = []
  const questions: CreateElicitationRequest[] = []
  const others: { method: string; params: unknown }[] = []
  const waiting = new Set<() => void>()
  let rest = Buffer.alloc(0)
  let log = ''

  function look() {
    for (const check of waiting) check()
  }

  child.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      lines.push(rest.subarray(0, at))
      rest = rest.subarray(at + 1)
    }
    look()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
    look()
  })
  // An agent that died cannot be written to; the tests look at its exit instead.
  child.stdin.on('error', () => {})

  const app = client({ name: 'driver' })
    .onNotification(methods.client.session.update, ({ params }) => {
      shown.push({ session: params.sessionId, update: params.update })
      look()
    })
    .onNotification('*', ({ method, params }) => {
      others.push({ method, params })
      look()
    })
    .onRequest(methods.client.session.requestPermission, async ({ params }) => {
      permissions.push(params)
      look()
      const optionId = (await answers.permission?.(params)) ?? 'allow'
      if (optionId === 'cancelled') return { outcome: { outcome: 'cancelled' } }
      return { outcome: { outcome: 'selected', optionId } }
    })
    .onRequest(methods.client.elicitation.create, ({ params }) => {
      questions.push(params)
      look()
      return answers.elicit?.(params) ?? { action: 'decline' }
    })
  const stream = ndJsonStream(
    Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
    Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
    { maxMessageBytes: 128 * 1024 * 1024 },
  )
  const connection = app.connect(stream)
  const { agent } = connection
  // Only when the library has seen the end too, everything that came before it is in our hands.
  const exited = closed.then(async ([code, signal]) => {
    await connection.closed
    return { code, signal }
  })
  await agent.request(methods.agent.initialize, {
    protocolVersion: 1,
    clientInfo: { name: 'driver', version: '1' },
    clientCapabilities: capabilities,
  })

  const driven: Driven = {
    child,
    agent,
    lines,
    rest: () => rest,
    shown,
    permissions,
    questions,
    others,
    stderr: () => log,
    until(holds) {
      return new Promise((resolve) => {
        const check = () => {
          if (!holds()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      })
    },
    exited,
    async newSession(cwd) {
      const { sessionId } = await agent.request(methods.agent.session.new, { cwd, mcpServers: [] })
      return sessionId
    },
    prompt: (session, text) => promptWith(agent, session, text),
    end() {
      child.stdin.end()
      return exited
    },
  }
  return driven
}

function promptWith(agent: ClientContext, sessionId: string, text: string) {
  return agent.request(methods.agent.session.prompt, {
    sessionId,
    prompt: [{ type: 'text', text }],
  })
}

/** What the wire said about a session and its subagents, in the form of the truth log. */
export function wireOf(driven: Driven, session: string): unknown[] {
  const told: unknown[] = []
  for (const line of driven.lines) {
    const { jsonrpc: _, ...message } = JSON.parse(line.toString())
    const about = part(message.params, 'sessionId')
    const mine = typeof about === 'string' && about.startsWith(session)
    if (message.method === 'session/update' && mine)
      told.push({ session: about, update: message.params.update })
    else if (message.method !== undefined && mine)
      told.push({
        session: about,
        [message.id === undefined ? 'notification' : 'request']: message,
      })
  }
  return told
}

/** The truth log without responses, numbers, times and marks. */
export function toldBy(entries: readonly TruthEntry[]): unknown[] {
  return entries
    .filter(({ response, torn }) => response === undefined && !torn)
    .map(({ session, update, request, notification }) => ({
      session,
      ...(update ? { update } : {}),
      ...(request ? { request } : {}),
      ...(notification ? { notification } : {}),
    }))
}

/** All text of a session's messages, put together. */
export function textOf(shown: readonly Shown[], session: string): string {
  let text = ''
  for (const one of shown)
    if (one.session === session && one.update.sessionUpdate === 'agent_message_chunk')
      text += String(part(one.update.content, 'text'))
  return text
}

export function kindsOf(shown: readonly Shown[]): Set<string> {
  return new Set(shown.map(({ update }) => update.sessionUpdate))
}

/** Plays one prompt in a fresh agent and session; gives all that passed after a clean end. */
export async function played(place: Place, prompt: string, answers: Answers = {}) {
  const driven = await driveAgent(place, answers, everything, { SIGNALBOX_DEMO_PACE: '0' })
  const cwd = place.workspace()
  const session = await driven.newSession(cwd)
  const response = await driven.prompt(session, prompt)
  const ended = await driven.end()
  return { driven, session, cwd, response, ended, text: textOf(driven.shown, session) }
}
