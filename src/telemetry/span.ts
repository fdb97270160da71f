export type Value = string | number | boolean
export type Attributes = Record<string, Value>

/** A span that is over, as data. Times are ms since 1970, `endedAt` never before `startedAt`. */
export type SpanData = {
  trace: string
  span: string
  /** Null: the root of its trace. */
  parent: string | null
  name: string
  kind: 'client' | 'internal'
  startedAt: number
  endedAt: number
  attributes: Attributes
  /** The class of the error that it ended with; null: it did not. */
  error: string | null
}

/** Without what is not known. */
export function known(attributes: Record<string, Value | null | undefined>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, Value] => entry[1] != null),
  )
}

const plainName = /^[\w.:/-]{1,100}$/

/** A tool's name as it may stand in a span's name: an agent that tells a sentence there gets its kind. */
export function toolName({ name, tool }: { name: string; tool: string }): string {
  return plainName.test(name) ? name : tool
}
