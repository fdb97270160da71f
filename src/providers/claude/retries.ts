import type { Item } from '../../core/item.ts'
import type { ItemNames } from '../telling/names.ts'
import type { Tell } from '../telling/tell.ts'
import type { Wire } from '../telling/wire.ts'
import { retryText } from './notices.ts'

type Notice = Extract<Item, { kind: 'notice' }>

export type Retries = {
  /** A request to the model failed and is tried again. */
  again(message: Wire): void
  /** It went on, or gave up: the last try stands. */
  over(): void
}

/** All tries of one request are one notice, which changes as they happen. */
export function claudeRetries(names: ItemNames, tell: Tell): Retries {
  let retrying: Notice | null = null
  return {
    again(message) {
      const id = retrying?.id ?? names.next()
      retrying = { id, settled: false, kind: 'notice', level: 'warning', text: retryText(message) }
      tell({ report: { type: 'item.set', item: retrying } })
    },
    over() {
      if (retrying) tell({ report: { type: 'item.set', item: { ...retrying, settled: true } } })
      retrying = null
    },
  }
}
