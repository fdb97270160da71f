import type { Delta, Report } from '../core/report.ts'

/** Pieces of growing texts that wait to be sent together. */
export type Fragments = {
  /** Where one goes on with the text of the one before it, the two are one. */
  put(deltas: readonly Delta[]): void
  /** A report of an item says all that was told of its text before: that needs no pieces any more. */
  told(session: string, child: string | undefined, report: Report): void
  /** UTF-16 units of text. */
  readonly size: number
  /** All of it; none is left here. */
  take(): Delta[]
}

export function fragments(): Fragments {
  let all: Delta[] = []
  let size = 0

  function keep(deltas: Delta[]): void {
    all = deltas
    size = deltas.reduce((sum, { text }) => sum + text.length, 0)
  }

  return {
    put(deltas) {
      for (const delta of deltas) {
        const last = all.at(-1)
        if (last && goesOn(last, delta))
          all[all.length - 1] = { ...last, text: last.text + delta.text }
        else all.push(delta)
        size += delta.text.length
      }
    },
    told(session, child, report) {
      if (all.length === 0) return
      const id =
        report.type === 'item.set' ? report.item.id : report.type === 'item.grew' ? report.id : null
      const others = all.filter(
        (one) => one.id !== id || one.session !== session || one.child !== child,
      )
      if (others.length < all.length) keep(others)
    },
    get size() {
      return size
    },
    take() {
      const taken = all
      keep([])
      return taken
    },
  }
}

function goesOn(last: Delta, next: Delta): boolean {
  return (
    last.id === next.id &&
    last.session === next.session &&
    last.child === next.child &&
    last.kind === next.kind &&
    last.offset + last.text.length === next.offset
  )
}
