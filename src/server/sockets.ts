import type { IncomingMessage, Server } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { routes } from '../contract/routes.ts'
import type { Access } from './access.ts'
import type { Feed } from './feed.ts'
import { errorBody, refuse, type Refusal } from './refusal.ts'
import type { ServerWorld } from './world.ts'

/** The longest message of a client, in bytes; a longer one closes its connection with 1009. */
const longestMessage = 64 * 1024
const pingMs = 30_000

/** Lets WebSockets in to the feed, under the same rule of access as every route. */
export function acceptSockets(
  http: Server,
  access: Access,
  feed: Feed,
  { later, log }: Pick<ServerWorld, 'later' | 'log'>,
): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage })
  const silent = new Set<WebSocket>()
  let cancelPing = later(pingMs, ping)

  /** Whoever did not answer the last ping is gone, whatever its connection says. */
  function ping() {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) {
        socket.terminate()
        continue
      }
      silent.add(socket)
      socket.ping()
    }
    cancelPing = later(pingMs, ping)
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer) {
    stream.on('error', (error) => log('info', 'A connection broke', { reason: error.message }))
    const { host, origin, authorization, cookie } = request.headers
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const refusal =
      access.admit({ host, origin, authorization, cookie }) ??
      (path === routes.feed.path ? null : refuse('not-found', 'The feed is at /api/feed.'))
    if (refusal) return turnAway(stream, refusal)
    sockets.handleUpgrade(request, stream, head, serve)
  }

  function serve(socket: WebSocket) {
    const client = feed.connect({
      send: (frame, sent) => socket.send(frame, { binary: false }, () => sent()),
      close: (code, reason) => socket.close(code, reason),
    })
    socket.on('pong', () => silent.delete(socket))
    socket.on('message', (data) => client.receive(textOf(data)))
    socket.on('close', () => {
      silent.delete(socket)
      client.close()
    })
    // Its close follows; a broken client is no fault of ours.
    socket.on('error', (error) => log('info', 'A feed connection broke', { reason: error.message }))
  }

  http.on('upgrade', upgrade)
  return {
    close() {
      cancelPing()
      http.off('upgrade', upgrade)
      sockets.close()
      for (const socket of sockets.clients) {
        socket.close(1001, 'the server stops')
        // A client that does not answer the close is not waited for.
        const cancel = later(1000, () => socket.terminate())
        socket.once('close', cancel)
      }
    },
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}

function turnAway(stream: Duplex, refusal: Refusal) {
  const body = JSON.stringify(errorBody(refusal))
  // A client that keeps its half open must not keep ours.
  stream.once('finish', () => stream.destroy())
  stream.end(
    [
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
