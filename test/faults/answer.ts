import { request } from 'node:http'

export type Answer = { status: number; body: unknown }

/** What a server answers; null when it is gone before it has. A connection of its own for each question. */
export function answerOf(
  server: { url: string; token: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer | null> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${server.token}`,
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
  }
  return new Promise((answer) => {
    const sent = request(
      `${server.url}/api${path}`,
      { method, agent: false, headers },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => answer(null))
        response.on('end', () => {
          const said = Buffer.concat(chunks).toString()
          answer({ status: response.statusCode ?? 0, body: said === '' ? null : JSON.parse(said) })
        })
      },
    )
    sent.on('error', () => answer(null))
    sent.end(text)
  })
}
