import { z } from 'zod'
import { ErrorJson } from '../contract/response.ts'
import type { Address } from './find-server.ts'
import { exit, messageOf, noServer, Refused, usage } from './refused.ts'

/** The server's HTTP routes. Every call throws `Refused` with the exit code that belongs to the answer. */
export type Client = {
  readonly address: Address
  get: <T>(path: string, shape: z.ZodType<T>) => Promise<T>
  send: <T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    shape: z.ZodType<T>,
  ) => Promise<T>
  /** The body as it comes, for what is too long to hold. */
  stream: (path: string) => Promise<ReadableStream<Uint8Array>>
}

/** Any JSON answer, passed on as it came. */
export const Anything = z.unknown()

/** `/api/sessions/ab%2Fc`: each part of a path as one word, whatever is in it. */
export function path(...parts: string[]): string {
  if (parts.includes('')) throw usage('the id is empty; signalbox ls --all lists them')
  return parts.map(encodeURIComponent).join('/')
}

/** `find`: where the server is now, for one that came back elsewhere while we held its old address. */
export function client(
  first: Address,
  signal: AbortSignal,
  find: () => Promise<Address | null>,
): Client {
  let address = first

  async function call(method: string, route: string, body?: unknown): Promise<Response> {
    const response = await reached(method, route, body).catch(async (error: unknown) => {
      const now = await find()
      if (now === null || now.url === address.url || signal.aborted) throw unreached(error)
      address = now
      return reached(method, route, body).catch((again: unknown) => {
        throw unreached(again)
      })
    })
    if (!response.ok) throw refusal(response.status, await response.text(), address)
    return response
  }

  async function reached(method: string, route: string, body: unknown): Promise<Response> {
    return fetch(`${address.url}/api/${route}`, {
      method,
      signal,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${address.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  function unreached(error: unknown): Refused {
    return noServer(`the server at ${address.url} does not answer: ${causeOf(error)}`)
  }

  async function read<T>(response: Response, shape: z.ZodType<T>): Promise<T> {
    const given: unknown = await response.json().catch(() => undefined)
    const parsed = shape.safeParse(given)
    if (parsed.success) return parsed.data
    throw new Refused(
      exit.failed,
      'not-understood',
      `the server (${address.version}) answered ${new URL(response.url).pathname} in a way that this program does not understand; restart it to have both of one version`,
    )
  }

  return {
    get address() {
      return address
    },
    get: async (route, shape) => read(await call('GET', route), shape),
    send: async (method, route, body, shape) => read(await call(method, route, body), shape),
    async stream(route) {
      const { body } = await call('GET', route)
      if (body === null) throw new Refused(exit.failed, 'empty', 'the server sent nothing')
      return body
    },
  }
}

function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return messageOf(cause ?? error)
}

function refusal(status: number, text: string, address: Address): Refused {
  const parsed = ErrorJson.safeParse(jsonOf(text))
  if (!parsed.success)
    return new Refused(exit.failed, 'not-understood', `the server answered with status ${status}`)
  const { code, message, matches } = parsed.data.error
  const told =
    code === 'unauthorized'
      ? `the server at ${address.url} does not know the token in ${address.tokenFile}; start it again`
      : ofCommands(message)
  return new Refused(exitCodeOf(status, code), code, told, matches)
}

/** The server names its routes; here the commands that ask them are what helps. */
function ofCommands(message: string): string {
  return message
    .replace('GET /api/sessions lists', 'signalbox ls --all lists')
    .replace('GET /api/approvals lists', 'signalbox approvals lists')
}

function exitCodeOf(status: number, code: string): number {
  if (code === 'unauthorized' || code === 'stopping') return exit.noServer
  if (code === 'ambiguous' || /^(no-such|unknown|bad)-/.test(code)) return exit.usage
  return [400, 404, 413, 415, 422].includes(status) ? exit.usage : exit.failed
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not ours: the status is told instead
  }
}
