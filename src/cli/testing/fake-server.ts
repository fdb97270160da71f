import { mkdtemp, mkdir, writeFile, rm, chmod } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { eventJson } from '../../contract/event.ts'
import { FeedRequest, type FeedFrame } from '../../contract/feed.ts'
import { iso } from '../../contract/session.ts'
import type { Recorded, SessionEvent } from '../../core/event.ts'
import type { Delta } from '../../core/report.ts'
import { begun, eventLog, type EventLog } from './event-log.ts'
import { answerOf } from './fake-routes.ts'

export type Asked = { method: string; path: string; body: unknown }
type Given = { status: number; body: unknown }
export type Reaction = (asked: Asked) => Given | Promise<Given> | undefined

/** A server that speaks the contract over a log in memory, for tests of its clients. */
export type FakeServer = {
  data: string
  readonly url: string
  token: string
  log: EventLog
  asked: Asked[]
  /** Looked at before the usual answers. */
  react: Reaction
  /** Calls back with each request after its answer. */
  heard: (asked: Asked) => void
  add: (sessionId: string, ...events: SessionEvent[]) => void
  deltas: (...deltas: Delta[]) => void
  frame: (frame: FeedFrame) => void
  /** Ends all connections; the server stands. */
  cut: () => void
  /** As a server that dies, and one that comes back on another port. */
  stop: () => Promise<void>
  start: () => Promise<void>
  close: () => Promise<void>
}

type Listener = { socket: WebSocket; fleet: boolean; sessions: Set<string> }

export async function fakeServer(folder?: string): Promise<FakeServer> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'signalbox-cli-')))
  await mkdir(join(data, 'logs'), { recursive: true })
  await chmod(data, 0o700)
  const log = eventLog()
  const listeners = new Set<Listener>()
  const token = 'a-secret'
  let http = createServer()
  let url = ''

  const server: FakeServer = {
    data,
    get url() {
      return url
    },
    token,
    log,
    asked: [],
    react: () => undefined,
    heard: () => undefined,
    add(sessionId, ...events) {
      for (const event of log.add(sessionId, ...events)) tell(event)
    },
    deltas: (...deltas) => frame({ type: 'deltas', deltas }),
    frame,
    cut() {
      for (const { socket } of listeners) socket.terminate()
      listeners.clear()
    },
    async stop() {
      server.cut()
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
    },
    start: listen,
    async close() {
      if (http.listening) await server.stop()
      await rm(data, { recursive: true, force: true })
    },
  }

  function send({ socket }: Listener, given: FeedFrame) {
    socket.send(JSON.stringify(given))
  }

  function frame(given: FeedFrame) {
    for (const listener of listeners) send(listener, given)
  }

  function tell(event: Recorded) {
    const events = [eventJson(event)]
    for (const listener of listeners) {
      if (listener.fleet) send(listener, { type: 'events', to: 'fleet', events })
      if (listener.sessions.has(event.sessionId))
        send(listener, { type: 'events', to: event.sessionId, events })
    }
  }

  function subscribed(listener: Listener, request: FeedRequest) {
    if (request.type === 'unsubscribe') return
    const seq = log.events.length
    if (request.to === 'fleet') {
      listener.fleet = true
      const sessions = [...log.fleet.all()]
      const saving = { ok: true, since: begun, reason: '' }
      return send(listener, { type: 'fleet', seq, sessions, runners: [], saving })
    }
    const { session, after = 0 } = request
    listener.sessions.add(session)
    const events = log.events
      .filter((event) => event.sessionId === session && event.seq > after)
      .map(eventJson)
    send(listener, { type: 'events', to: session, events })
    send(listener, { type: 'caught-up', to: session, seq })
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const asked: Asked = {
      method: request.method ?? '',
      path: (request.url ?? '').replace('/api/', ''),
      body: await bodyOf(request),
    }
    const admitted = request.headers.authorization === `Bearer ${server.token}`
    server.asked.push(asked)
    const given = admitted
      ? await (server.react(asked) ?? answerOf(server, asked))
      : { status: 401, body: { error: { code: 'unauthorized', message: 'No valid token.' } } }
    const text = typeof given.body === 'string' ? given.body : JSON.stringify(given.body)
    response.writeHead(given.status, { 'content-type': 'application/json' }).end(text)
    if (admitted) server.heard(asked)
  }

  async function listen() {
    http = createServer((request, response) => void answer(request, response))
    const feed = new WebSocketServer({ noServer: true })
    http.on('upgrade', (request, socket, head) => {
      if (request.headers.authorization !== `Bearer ${server.token}`) return void socket.destroy()
      feed.handleUpgrade(request, socket, head, (opened) => {
        const listener: Listener = { socket: opened, fleet: false, sessions: new Set() }
        listeners.add(listener)
        opened.on('close', () => listeners.delete(listener))
        opened.on('message', (text: Buffer) =>
          subscribed(listener, FeedRequest.parse(JSON.parse(text.toString()))),
        )
        send(listener, { type: 'hello', version: '1.0.0', server: url, seq: log.events.length })
      })
    })
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
    const address = http.address()
    url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    await writeFile(join(data, 'token'), `${token}\n`, { mode: 0o600 })
    const told = { pid: process.pid, url, version: '1.0.0', at: iso(begun) }
    await writeFile(join(data, 'server.json'), JSON.stringify(told))
  }

  await listen()
  return server
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text === '' ? undefined : JSON.parse(text)
}
