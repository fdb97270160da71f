export type RpcId = number | string

/** The other side refused a request of ours. `code` and `message` are its own words. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** JSON-RPC's own codes, as far as this side uses them. */
export const rpcCodes = { noSuchMethod: -32601, badParams: -32602, internal: -32603 } as const

type Waiting = { resolve: (result: unknown) => void; reject: (error: Error) => void }

export type RpcChannel = {
  /**
   * Takes one message that came in and says what it was. `invalid`: it is no JSON-RPC message, it answers
   * nothing that was asked, or our handler threw over it (a request is then refused); never throws.
   * The caller keeps what was invalid.
   */
  receive(message: unknown): 'response' | 'request' | 'notification' | 'invalid'
  /** Resolves with the result. Rejects with `RpcError` when refused, with the reason of `close` when closed. */
  request(method: string, params?: unknown): Promise<unknown>
  notify(method: string, params?: unknown): void
  /** Answers a request that came in by its id. */
  respond(id: RpcId, result: unknown): void
  refuse(id: RpcId, code: number, message: string): void
  /** Rejects all that waits, at once, and everything asked later. Nothing is written any more. */
  close(reason: Error): void
}

/**
 * JSON-RPC 2.0 over lines, both ways. It knows no process: `write` takes one line without its LF.
 * The version member is written always and never demanded, because some programs leave it out.
 * There is no time limit on a request: a turn may last for hours, and a dead process closes the channel.
 */
export function rpcChannel(options: {
  write: (line: string) => void
  onRequest: (method: string, params: unknown, id: RpcId) => void
  onNotification: (method: string, params: unknown) => void
}): RpcChannel {
  const pending = new Map<RpcId, Waiting>()
  let lastId = 0
  let closed: Error | null = null

  function send(message: object): void {
    if (!closed) options.write(JSON.stringify({ jsonrpc: '2.0', ...message }))
  }

  function refuse(id: RpcId, code: number, message: string): void {
    send({ id, error: { code, message } })
  }

  function settle(message: Record<string, unknown>): 'response' | 'invalid' {
    const { id, error } = message
    const waiting = isId(id) ? pending.get(id) : undefined
    const refused = error !== undefined && error !== null
    if (!isId(id) || !waiting || (!refused && !('result' in message))) return 'invalid'
    pending.delete(id)
    if (refused) waiting.reject(rpcError(error))
    else waiting.resolve(message.result)
    return 'response'
  }

  return {
    receive(message) {
      if (!isRecord(message)) return 'invalid'
      const { method, params, id } = message
      if (method === undefined) return settle(message)
      if (typeof method !== 'string' || ('id' in message && !isId(id))) return 'invalid'
      try {
        if (!isId(id)) {
          options.onNotification(method, params)
          return 'notification'
        }
        options.onRequest(method, params, id)
        return 'request'
      } catch (error) {
        // One bad message must not take the rest of its batch along, and its sender must not wait for ever.
        if (isId(id)) refuse(id, rpcCodes.internal, String(error))
        return 'invalid'
      }
    },
    request(method, params) {
      const answer = new Promise<unknown>((resolve, reject) => {
        if (closed) return reject(closed)
        const id = ++lastId
        pending.set(id, { resolve, reject })
        send({ id, method, params })
      })
      // Who awaits it still gets the rejection; an answer that nobody awaits must not end our process.
      answer.catch(() => undefined)
      return answer
    },
    notify(method, params) {
      send({ method, params })
    },
    respond(id, result) {
      // A response must have a result, and JSON has no undefined.
      send({ id, result: result === undefined ? null : result })
    },
    refuse,
    close(reason) {
      closed ??= reason
      const waiting = [...pending.values()]
      pending.clear()
      for (const { reject } of waiting) reject(closed)
    },
  }
}

function rpcError(error: unknown): RpcError {
  if (!isRecord(error)) return new RpcError(rpcCodes.internal, JSON.stringify(error))
  const code = typeof error.code === 'number' ? error.code : rpcCodes.internal
  const message = typeof error.message === 'string' ? error.message : JSON.stringify(error)
  return new RpcError(code, message, error.data)
}

function isId(value: unknown): value is RpcId {
  return typeof value === 'string' || typeof value === 'number'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
