import type { Delta, Report } from '../core/report.ts'

/** Pieces of growing texts that wait to be sent together, those of each text in their order. */
export type Fragments = {
  /** Where one goes on with the piece of its text before it, the two are one. */
  put(deltas: readonly Delta[]): void
  /**
   * A report of an item says all that was told of its text before, and with its agent gone nothing grows any more: that
   * needs no pieces.
   */
  told(session: string, child: string | undefined, report: Report): void
  /** UTF-16 units of text. */
  readonly size: number
  /** All of it; none is left here. */
  take(): Delta[]
}

export function fragments(): Fragments {
  const texts = new Map<string, Delta[]>()
  let size = 0

  function drop(key: string): void {
    for (const { text } of texts.get(key) ?? []) size -= text.length
    texts.delete(key)
  }

  return {
    put(deltas) {
      for (const delta of deltas) {
        const key = keyOf(delta.session, delta.child, delta.id)
        const its = texts.get(key)
        const last = its?.at(-1)
        size += delta.text.length
        if (!its || !last) texts.set(key, [delta])
        else if (last.kind === delta.kind && last.offset + last.text.length === delta.offset)
          its[its.length - 1] = { ...last, text: last.text + delta.text }
        else its.push(delta)
      }
    },
    told(session, child, report) {
      if (texts.size === 0) return
      if (report.type === 'item.set') drop(keyOf(session, child, report.item.id))
      if (report.type === 'item.grew') drop(keyOf(session, child, report.id))
      if (report.type === 'agent.exited')
        for (const key of texts.keys()) if (key.startsWith(`${session}\n`)) drop(key)
    },
    get size() {
      return size
    },
    take() {
      const all = [...texts.values()].flat()
      texts.clear()
      size = 0
      return all
    },
  }
}

function keyOf(session: string, child: string | undefined, id: string): string {
  return `${session}\n${child ?? ''}\n${id}`
}
