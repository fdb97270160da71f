import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { access } from './access.ts'
import { httpApp } from './app.ts'
import { feed } from './feed.ts'
import type { Handlers } from './handlers.ts'
import { inUrl, loopbackOnly } from './loopback.ts'
import { listenerOf, PortTaken } from './port-taken.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { attachmentRoutes } from './routes/attachments.ts'
import { commandRoutes } from './routes/commands.ts'
import { createRoutes } from './routes/create.ts'
import { forkRoutes } from './routes/fork.ts'
import { beginRoutes } from './routes/begin.ts'
import { eventRoutes } from './routes/events.ts'
import { projectRoutes } from './routes/projects.ts'
import { promptRoutes } from './routes/prompts.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { settingRoutes } from './routes/settings.ts'
import { statusRoutes } from './routes/status.ts'
import { wholeRoutes } from './routes/whole.ts'
import { acceptSockets } from './sockets.ts'
import type { ServerWorld } from './world.ts'

/** A server that listens. */
export type RunningServer = {
  /** Such as `http://127.0.0.1:4747`. */
  url: string
  port: number
  /** The address that lets a browser in: it holds the token. For the person's own terminal only. */
  loginUrl: string
  /** Stops listening; requests under way are answered, for at most two seconds. Idempotent. */
  close(): Promise<void>
}

/** The host is none of this machine's own names. */
export class HostRefused extends Error {
  readonly exitCode = 2
}

const graceMs = 2000

/** Serves the API, the feed and the page. `port` 0 takes a free one. Rejects with `HostRefused` or `PortTaken`. */
export async function startServer(
  options: ServerWorld & { host: string; port: number },
): Promise<RunningServer> {
  const { host, token, later } = options
  const reason = loopbackOnly(host)
  if (reason !== null) throw new HostRefused(reason)

  const http = createServer()
  const port = await listening(http, options.port, host)
  http.on('error', (error) => options.log('error', 'The server had an error', { error }))
  const url = `http://${inUrl(host)}:${port}`
  const entry = access(token, port)
  const live = feed(options)
  const handlers: Handlers = {
    ...statusRoutes(
      options,
      () => url,
      () => live.clients(),
    ),
    ...sessionRoutes(options),
    ...createRoutes(options),
    ...forkRoutes(options),
    ...beginRoutes(options),
    ...eventRoutes(options),
    ...promptRoutes(options),
    ...attachmentRoutes(options),
    ...commandRoutes(options),
    ...approvalRoutes(options),
    ...projectRoutes(options),
    ...settingRoutes(options),
    ...wholeRoutes(options),
  }
  let closing: Promise<void> | null = null
  const app = httpApp(options, entry, handlers)
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  http.on('request', (request, response) => {
    // A connection kept alive would hold up the end after its last answer.
    response.once('close', () => {
      if (closing !== null) http.closeIdleConnections()
    })
    answer(request, response).catch((error: unknown) => {
      options.log('error', 'A request could not be answered', { error })
      response.destroy()
    })
  })
  const sockets = acceptSockets(http, entry, live, options)

  async function close() {
    live.close()
    sockets.close()
    const closed = new Promise<void>((resolve) => http.close(() => resolve()))
    http.closeIdleConnections()
    const cancel = later(graceMs, () => http.closeAllConnections())
    await closed
    cancel()
  }
  return {
    url,
    port,
    loginUrl: `${url}/login?token=${token}`,
    close: () => (closing ??= close()),
  }
}

async function listening(http: Server, port: number, host: string): Promise<number> {
  try {
    http.listen(port, host)
    await once(http, 'listening')
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw taken ? new PortTaken(port, listenerOf(port)) : error
  }
  const address = http.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
