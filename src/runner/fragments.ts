import type { Delta } from '../core/report.ts'

/** Pieces of growing texts that wait to be sent together. */
export type Fragments = {
  put(deltas: readonly Delta[]): void
  /** UTF-16 units of text. */
  readonly size: number
  /** All of it; none is left here. */
  take(): Delta[]
}

/** Where one goes on with the text of the one before it, the two are one. */
export function fragments(): Fragments {
  let all: Delta[] = []
  let size = 0
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
    get size() {
      return size
    },
    take() {
      const taken = all
      all = []
      size = 0
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
