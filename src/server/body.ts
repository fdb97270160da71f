import { parseJson } from '../core/json.ts'
import { isRefusal, refuse, type Refusal } from './refusal.ts'

/** The largest body of a request, in bytes. */
export const bodyLimit = 4 * 1024 * 1024

/** The JSON of a request's body, or why it is none. Reads at most `bodyLimit` bytes. */
export async function jsonBody(request: Request): Promise<{ json: unknown } | Refusal> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type))
    return refuse(
      'unsupported-media-type',
      `The body must be JSON: send "Content-Type: application/json"${type ? `, not "${type.slice(0, 80)}"` : ''}.`,
    )
  const text = await textOf(request)
  if (isRefusal(text)) return text
  const parsed = parseJson(text)
  if (parsed.ok) return { json: parsed.value }
  const { line, column, problem } = parsed
  return refuse(
    'bad-request',
    `The body is not valid JSON at line ${line}, column ${column}: ${problem}.`,
  )
}

async function textOf(request: Request): Promise<string | Refusal> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyLimit) return tooLarge
  const pieces: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels the stream: what is beyond the limit is never read into memory.
  for await (const piece of request.body ?? []) {
    size += piece.byteLength
    if (size > bodyLimit) return tooLarge
    pieces.push(piece)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
  } catch {
    return refuse('bad-request', 'The body is not valid UTF-8; send JSON in UTF-8.')
  }
}

const tooLarge = refuse(
  'too-large',
  `The body is larger than ${bodyLimit / 1024 / 1024} MiB; send less.`,
)
