import type { Recorded } from '../../core/event.ts'

/** When the items of a session were whole, and when what was asked for went on (ms since 1970); undefined: not so, or before the window. */
export type ItemTimes = {
  settledAt(item: string): number | undefined
  wentOnAt(item: string): number | undefined
  /** Takes what came. */
  read(events: readonly Recorded[]): void
}

export function itemTimes(): ItemTimes {
  const settled = new Map<string, number>()
  const wentOn = new Map<string, number>()
  /** Items that open asks are for. */
  const askedFor = new Map<string, string>()

  function take(event: Recorded): void {
    if (event.type === 'item.set' && event.item.settled) settled.set(event.item.id, event.at)
    else if (event.type === 'item.grew' && event.settled) settled.set(event.id, event.at)
    else if (event.type === 'ask.opened' && event.ask.item !== undefined)
      askedFor.set(event.ask.id, event.ask.item)
    else if (event.type === 'ask.answered') {
      const item = askedFor.get(event.id)
      askedFor.delete(event.id)
      if (item !== undefined) wentOn.set(item, event.at)
    }
  }

  return {
    settledAt: (item) => settled.get(item),
    wentOnAt: (item) => wentOn.get(item),
    read(events) {
      for (const event of events) take(event)
    },
  }
}
