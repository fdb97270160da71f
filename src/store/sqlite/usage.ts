import type { DatabaseSync } from 'node:sqlite'
import type { Recorded } from '../../core/event.ts'

/** What each turn used, once a turn: the first `turn.ended` of a turn counts, whatever is repeated. */
export function usageTable(db: DatabaseSync) {
  const add = db.prepare(
    `INSERT INTO usage (session, turn, at, cost_usd, input_tokens, output_tokens)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session, turn) DO NOTHING`,
  )
  const since = db.prepare(
    `SELECT total(cost_usd) AS cost, count(*) AS turns, coalesce(sum(input_tokens), 0) AS input,
       coalesce(sum(output_tokens), 0) AS output FROM usage WHERE at >= ?`,
  )
  return {
    add(event: Recorded): void {
      if (event.type !== 'turn.ended') return
      const { costUsd, inputTokens, outputTokens } = event.usage
      add.run(event.sessionId, event.turn, event.at, costUsd, inputTokens, outputTokens)
    },
    since(at: number) {
      const row = since.get(at)
      return {
        costUsd: Number(row?.cost),
        turns: Number(row?.turns),
        inputTokens: Number(row?.input),
        outputTokens: Number(row?.output),
      }
    },
  }
}
