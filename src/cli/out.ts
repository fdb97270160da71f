import type { Output } from './world.ts'

/** Standard output of a command. */
export type Out = {
  text: (text: string) => void
  line: (line: string) => void
  /** One JSON document, readable. */
  document: (value: unknown) => void
  /** One line of NDJSON. */
  record: (value: unknown) => void
  /** Resolves when the reader has taken what was written: await it between pages. */
  drained: () => Promise<void>
}

export function outOn(stream: Output): Out {
  let full = false
  const text = (part: string) => {
    if (!stream.destroyed) full = !stream.write(part)
  }
  return {
    text,
    line: (line) => text(`${line}\n`),
    document: (value) => text(`${JSON.stringify(value, null, 2)}\n`),
    record: (value) => text(`${JSON.stringify(value)}\n`),
    async drained() {
      if (!full || stream.destroyed) return
      await new Promise<void>((resolve) => {
        const done = () => {
          stream.off('drain', done)
          stream.off('close', done)
          resolve()
        }
        stream.on('drain', done)
        stream.on('close', done)
      })
      full = false
    },
  }
}
