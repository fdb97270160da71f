import type { SQLOutputValue } from 'node:sqlite'

type Row = Record<string, SQLOutputValue>

/** The JSON in a row's `body`: of the type that was put in, because only this room writes it. */
export function bodyOf<T>(row: Row): T {
  const body: T = JSON.parse(String(row.body))
  return body
}

export function bodiesOf<T>(rows: Row[]): T[] {
  return rows.map((row) => bodyOf<T>(row))
}

/** A limit as SQL takes it: negative would mean none at all there. */
export function atMost(limit: number): number {
  return Math.trunc(Math.min(Math.max(limit, 0), 2 ** 31))
}
