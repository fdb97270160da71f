import type { Lane } from '../telling/lane.ts'
import { blocksText, blockText } from './content.ts'
import { about, type Tell } from '../telling/tell.ts'
import { asText, type Wire } from '../telling/wire.ts'

/** The compactions that an agent tells of: told when they begin, and whole when they are over. */
export function compactions(
  run: string,
  tell: Tell,
): {
  update(lane: Lane, wire: Wire): void
  summary(lane: Lane, wire: Wire): void
} {
  const open = new Map<string, string>()

  function told(lane: Lane, wireId: string, settled: boolean): void {
    const summary = open.get(wireId) ?? ''
    const id = `${run}:${wireId}`
    const item = { id, settled, kind: 'compaction' as const, ...(summary !== '' && { summary }) }
    tell(about(lane.key, { type: 'item.set', item }))
  }

  return {
    update(lane, wire) {
      const wireId = asText(wire.compactionId) ?? 'compaction'
      const begins = !open.has(wireId)
      const error = asText(wire.error)
      if (begins) open.set(wireId, '')
      if (Array.isArray(wire.summary)) open.set(wireId, blocksText(wire.summary))
      if (error !== undefined) open.set(wireId, error)
      const settled = wire.status !== 'in_progress'
      if (begins || settled) told(lane, wireId, settled)
      if (settled) open.delete(wireId)
    },
    summary(lane, wire) {
      const wireId = asText(wire.compactionId) ?? 'compaction'
      const begins = !open.has(wireId)
      open.set(wireId, (open.get(wireId) ?? '') + blockText(wire.content))
      if (begins) told(lane, wireId, false)
    },
  }
}
