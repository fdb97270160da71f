import { routes, type RouteName } from '../contract/routes.ts'
import { startServer, type RunningServer } from './server.ts'
import { stage, type Stage } from './stage.ts'

/** A stage with a server on a real socket, and a caller with the token: for the server's tests. */
export type Served = Stage & {
  server: RunningServer
  /** A request with the token unless `headers` say otherwise. JSON bodies are checked against the table. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; text: string; json: unknown }>
  [Symbol.asyncDispose](): Promise<void>
}

export async function served(change: Partial<Stage> = {}): Promise<Served> {
  const world = Object.assign(stage(), change)
  const server = await startServer(Object.assign(world, { host: '127.0.0.1', port: 0 }))
  return Object.assign(world, {
    server,
    async call(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = { authorization: `Bearer ${world.token}` },
    ) {
      const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
      const response = await fetch(`${server.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(sent !== undefined && { body: sent }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type') === 'application/json'
      const json: unknown = isJson ? JSON.parse(text) : undefined
      if (isJson) fitsTable(method, path, response.status, json)
      return { status: response.status, headers: response.headers, text, json }
    },
    [Symbol.asyncDispose]: () => server.close(),
  })
}

/** Which route of the table an address belongs to. */
export function routeOf(method: string, path: string): RouteName | undefined {
  const parts = path.replace(/\?.*/, '').split('/')
  const names = Object.keys(routes) as RouteName[]
  return names.find((name) => {
    const route = routes[name]
    const own = route.path.split('/')
    return (
      route.method === method &&
      own.length === parts.length &&
      own.every((part, i) => part.startsWith('{') || part === parts[i])
    )
  })
}

function fitsTable(method: string, path: string, status: number, json: unknown) {
  const name = routeOf(method, path)
  if (name === undefined || status >= 400) return
  const { response } = routes[name]
  if (typeof response !== 'string') response.parse(json)
}
