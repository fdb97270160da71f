import { Hono, type Context } from 'hono'
import { nearest } from '../contract/nearest.ts'
import { routes, type Route, type RouteName } from '../contract/routes.ts'
import { SaveFailed } from '../store/store.ts'
import type { Access, Caller } from './access.ts'
import { jsonBody } from './body.ts'
import { message, pagePolicy } from './document.ts'
import type { Handlers, Input } from './handlers.ts'
import { invalid } from './invalid.ts'
import { overview } from './overview.ts'
import { errorBody, isRefusal, notSaved, refuse, type Refusal } from './refusal.ts'
import type { ServerWorld } from './world.ts'

/** Every HTTP route behind one rule of access. The WebSocket's upgrade comes in by another door (`sockets.ts`). */
export function httpApp(world: ServerWorld, access: Access, handlers: Handlers): Hono {
  const app = new Hono()

  app.use('*', async (c, next) => {
    const login = c.req.method === 'GET' && c.req.path === '/login'
    const refusal = login ? access.addressed(callerOf(c)) : access.admit(callerOf(c))
    if (refusal) c.res = refused(c, refusal)
    else await next()
    for (const [name, value] of Object.entries(safety))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  })

  app.get('/login', (c) => {
    if (access.isToken(c.req.query('token') ?? ''))
      return new Response(null, {
        status: 303,
        headers: { location: '/', 'set-cookie': access.cookie },
      })
    const text = 'This token is not valid. Open the address that "signalbox serve" prints.'
    return c.html(message('Not let in', text), 401)
  })

  app.get('/', (c) => world.web?.answer('/') ?? c.html(overview(world)))

  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    // The table types each handler by its own route; what is given here passed that route's schemas.
    const handle = handlers[name] as (input: Input<Route>) => object | Promise<object>
    app.on(route.method, path, async (c) => {
      const input = await inputOf(c, route)
      const answer = isRefusal(input) ? input : await handle(input)
      if (isRefusal(answer)) return refused(c, answer)
      return answer instanceof Response ? answer : Response.json(answer, { status: route.status })
    })
  }

  app.notFound((c) => {
    const page = c.req.method === 'GET' ? world.web?.answer(c.req.path) : null
    if (page) return page
    const asked = `${c.req.method} ${c.req.path}`
    const known = Object.values(routes).map(({ method, path }) => `${method} ${path}`)
    const near = c.req.path.startsWith('/api') ? nearest(asked, known) : null
    const hint = near ? `; the nearest is ${near}` : ''
    return refused(c, refuse('not-found', `Nothing is at ${asked.slice(0, 200)}${hint}.`))
  })

  app.onError((error, c) => {
    if (error instanceof SaveFailed) return refused(c, notSaved(error))
    const id = world.newId()
    const fields = { id, method: c.req.method, path: c.req.path, error }
    world.log('error', `A request failed: ${error.message}`, fields)
    return refused(c, refuse('internal', `Something broke here; the log has it under ${id}.`))
  })

  return app
}

/** Sent with every answer: nothing is kept, guessed, framed or told to others. */
const safety = {
  'cache-control': 'no-store',
  'content-security-policy': pagePolicy,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function callerOf(c: Context): Caller {
  return {
    host: c.req.header('host'),
    origin: c.req.header('origin'),
    authorization: c.req.header('authorization'),
    cookie: c.req.header('cookie'),
  }
}

/** A refusal as JSON for programs, as a page for a person who opened an address. */
function refused(c: Context, refusal: Refusal): Response {
  const isPage = !c.req.path.startsWith('/api') && c.req.header('accept')?.includes('text/html')
  if (!isPage) return Response.json(errorBody(refusal), { status: refusal.status })
  return new Response(
    message(refusal.status === 401 ? 'Not let in' : 'Not here', refusal.message),
    {
      status: refusal.status,
      headers: { 'content-type': 'text/html; charset=UTF-8' },
    },
  )
}

async function inputOf(c: Context, route: Route): Promise<Input<Route> | Refusal> {
  const input: { params: Record<string, string>; query: unknown; body: unknown } = {
    params: c.req.param(),
    query: undefined,
    body: undefined,
  }
  if (route.query) {
    const query = route.query.safeParse(c.req.query())
    if (!query.success) return invalid(query.error, 'query')
    input.query = query.data
  }
  if (route.body) {
    const sent = await jsonBody(c.req.raw)
    if (isRefusal(sent)) return sent
    const body = route.body.safeParse(sent.json)
    if (!body.success) return invalid(body.error, 'body')
    input.body = body.data
  }
  return input as Input<Route>
}
