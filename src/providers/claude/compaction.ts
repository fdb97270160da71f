import type { Item } from '../../core/item.ts'
import type { ItemNames } from '../telling/names.ts'
import type { Tell } from '../telling/tell.ts'
import { asNumber, asObject, asText, type Wire } from '../telling/wire.ts'
import type { Gauge } from './gauge.ts'
import type { Notice } from './notices.ts'

type CompactionItem = Extract<Item, { kind: 'compaction' }>

export type Compaction = {
  /** It begins, or failed. */
  status(message: Wire): void
  /** It is done: how much it left. */
  done(message: Wire): void
  /** It was cut off. */
  cut(): void
  /** A text that nobody wrote may be the summary that it left. */
  summary(message: Wire, text: string): void
  /** The agent goes on: no summary will come. */
  over(): void
}

/** The compaction that runs, as one item. */
export function claudeCompaction(options: {
  names: ItemNames
  tell: Tell
  gauge: Gauge
  notice: Notice
}): Compaction {
  const { names, tell, gauge, notice } = options
  let item: CompactionItem | null = null

  function set(patch: Omit<CompactionItem, 'id' | 'kind'>): void {
    item = { kind: 'compaction', id: item?.id ?? names.next(), ...item, ...patch }
    tell({ report: { type: 'item.set', item } })
  }

  function cut(): void {
    if (item) set({ settled: true })
    item = null
  }

  return {
    status({ status, compact_result: result, compact_error: error }) {
      if (status === 'compacting' && !item) set({ settled: false })
      if (result !== 'failed') return
      cut()
      const why = asText(error) ?? 'no reason was told'
      notice('warning', `The context could not be compacted: ${why}.`)
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
    cut,
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
