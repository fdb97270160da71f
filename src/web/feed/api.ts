/** A refusal of the server: `message` is one line for the person. */
export class Refused extends Error {
  readonly code: string
  readonly status: number
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** One request to the API. Rejects with `Refused`, also where the server cannot be reached. */
export async function call<Answer>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`/api/${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch(() => {
    throw new Refused(0, 'unreachable', 'The server cannot be reached; nothing was changed.')
  })
  const json = (await response.json().catch(() => null)) as {
    error?: { code: string; message: string }
  } | null
  if (response.ok && json !== null) return json as Answer
  throw new Refused(
    response.status,
    json?.error?.code ?? 'internal',
    json?.error?.message ?? `The server answered ${response.status}.`,
  )
}

export const get = <Answer>(path: string) => call<Answer>('GET', path)
export const post = <Answer>(path: string, body?: unknown) => call<Answer>('POST', path, body)
