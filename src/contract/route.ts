import type { z } from 'zod'

/** One thing the API does. Validation, the server's routing and the OpenAPI document all follow from it. */
export type Route = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Parameters in braces, as OpenAPI writes them. */
  path: string
  summary: string
  query?: z.ZodType
  body?: z.ZodType
  /** The status of success. */
  status: 200 | 201 | 101
  /** Schema of the JSON answer; `ndjson` is a stream of one JSON document a line. */
  response: z.ZodType | 'ndjson' | 'websocket' | 'image'
}

export function get<Path extends string, Schema extends z.ZodType>(
  path: Path,
  summary: string,
  response: Schema,
) {
  return { method: 'GET', path, summary, status: 200, response } as const
}

export function post<Path extends string>(path: Path, summary: string) {
  return { method: 'POST', path, summary } as const
}
