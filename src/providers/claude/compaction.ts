import type { Item } from '../../core/item.ts'
import type { ItemNames } from '../telling/names.ts'
import type { Tell } from '../telling/tell.ts'
import { asNumber, asObject, type Wire } from '../telling/wire.ts'
import type { Gauge } from './gauge.ts'

type CompactionItem = Extract<Item, { kind: 'compaction' }>

export type Compaction = {
  begun(): void
  /** It is done: how much it left. */
  done(message: Wire): void
  failed(): void
  /** A text that nobody wrote may be the summary that it left. */
  summary(message: Wire, text: string): void
  /** The agent goes on: no summary will come. */
  over(): void
}

/** The compaction that runs, as one item. */
export function claudeCompaction(names: ItemNames, tell: Tell, gauge: Gauge): Compaction {
  let item: CompactionItem | null = null

  function set(patch: Omit<CompactionItem, 'id' | 'kind'>): void {
    item = { kind: 'compaction', id: item?.id ?? names.next(), ...item, ...patch }
    tell({ report: { type: 'item.set', item } })
  }

  return {
    begun() {
      if (!item) set({ settled: false })
    },
    done(message) {
      const said = asObject(message.compact_metadata) ?? {}
      const before = asNumber(said.pre_tokens)
      const after = asNumber(said.post_tokens)
      set({
        settled: true,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      })
      if (after !== undefined) gauge.holds(after)
      gauge.tell()
    },
    failed() {
      if (item) set({ settled: true })
      item = null
    },
    summary(message, text) {
      if (!item || message.isSynthetic !== true) return
      set({ settled: true, summary: text })
      item = null
    },
    over() {
      item = null
    },
  }
}
