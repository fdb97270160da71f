import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { contentOf, gone, stream, tokensOf, whole, type Tokens } from './answer.ts'
import { faultsOf } from './check.ts'
import { isTry, MessagesRequest, placeOf } from './messages.ts'
import type { Scenarios } from './scenario.ts'

export type ModelServer = {
  url: string
  /** Everything that was not as it should be: requests that no script expects, results and history that are missing. */
  faults: string[]
  /** The requests that came, by scenario and step, such as `text/0`. */
  asked: string[]
  /** The models that they asked for, in the same order. */
  models: string[]
  /** Models that were tried with one token before they are used: Claude Code does, with names that are new to it. */
  tried: string[]
  /** The answers that were given, with what the model told to have counted. */
  served: Served[]
  /** Resolves when this request has come. */
  came(place: string): Promise<void>
  open(gate: string): void
  close(): Promise<void>
}

/** A model of this name is not there. */
const unheardOf = 'unheard-of'

/** One answer: in which session of the agent, for which subagent of it (`''`: none), and its tokens. */
export type Served = { session: string; agent: string; place: string } & Tokens

/** A model on loopback that answers by a script and checks what it is sent. */
export async function modelServer(scenarios: Scenarios): Promise<ModelServer> {
  const faults: string[] = []
  const asked: string[] = []
  const models: string[] = []
  const tried: string[] = []
  const served: Served[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const arrivals = new Map<string, PromiseWithResolvers<void>>()
  const failures = new Map<string, number>()
  /** What was said whole in each conversation: its history must hold it for ever. */
  const said = new Map<string, string[]>()
  let ids = 0
  const newId = (prefix: string): string => `${prefix}${String(++ids).padStart(6, '0')}`

  function lazily(map: typeof gates, key: string): PromiseWithResolvers<void> {
    const known = map.get(key) ?? Promise.withResolvers<void>()
    map.set(key, known)
    return known
  }

  async function answer(
    body: MessagesRequest,
    { session, agent }: { session: string; agent: string },
    response: ServerResponse,
  ): Promise<void> {
    const conversation = `${session} ${agent}`
    const place = placeOf(body)
    const step = place && scenarios[place.name]?.[place.step]
    if (!place || !step) {
      const last = JSON.stringify(body.messages.at(-1)).slice(0, 400)
      faults.push(
        `a request that no script expects: ${place ? `${place.name}/${place.step}` : last}`,
      )
      return refuse(response, 400, 'invalid_request_error', 'no script expects this')
    }
    const name = `${place.name}/${place.step}`
    asked.push(name)
    models.push(body.model)
    lazily(arrivals, name).resolve()
    faults.push(
      ...faultsOf(body, step, said.get(conversation) ?? []).map((one) => `${name}: ${one}`),
    )
    const key = `${conversation} ${name}`
    const failed = failures.get(key) ?? 0
    if (step.error && failed < (step.error.times ?? Infinity)) {
      failures.set(key, failed + 1)
      return refuse(response, step.error.status, step.error.type, step.error.message)
    }
    if (step.gate !== undefined)
      await Promise.race([lazily(gates, step.gate).promise, gone(response)])
    if (response.destroyed) return
    if (step.hang === 'start') return void (await gone(response))
    const content = contentOf(step, newId)
    const whole = step.hang === undefined
    served.push({ session, agent, place: name, ...tokensOf(step), ...(!whole && { output: 1 }) })
    if (await stream(response, step, { id: newId('msg_'), model: body.model, content })) {
      const texts = content.flatMap((block) =>
        block.type === 'tool_use' ? block.id : block.type === 'text' ? block.text : [],
      )
      said.set(conversation, step.compacts ? [] : [...(said.get(conversation) ?? []), ...texts])
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0]
    if (request.method === 'HEAD') return void response.writeHead(200).end()
    if (request.method !== 'POST' || path !== '/v1/messages') {
      faults.push(`a request to ${request.method} ${request.url}`)
      return refuse(response, 404, 'not_found_error', 'not served')
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = MessagesRequest.safeParse(JSON.parse(Buffer.concat(chunks).toString()))
    if (!body.success) {
      faults.push(`a request that is no request: ${body.error.message}`)
      return refuse(response, 400, 'invalid_request_error', 'unreadable')
    }
    if (isTry(body.data)) {
      const { model } = body.data
      tried.push(model)
      if (model === unheardOf) return refuse(response, 404, 'not_found_error', `model: ${model}`)
      return whole(response, { id: newId('msg_'), model })
    }
    const header = (name: string): string => String(request.headers[name] ?? '')
    const session = header('x-claude-code-session-id')
    await answer(body.data, { session, agent: header('x-claude-code-agent-id') }, response)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client that hangs up in mid-request is how an interrupt looks from here.
      if (!request.destroyed) faults.push(String(error))
      response.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    asked,
    models,
    tried,
    served,
    came: (place) => lazily(arrivals, place).promise,
    open: (gate) => lazily(gates, gate).resolve(),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ type: 'error', error: { type, message } }))
}
