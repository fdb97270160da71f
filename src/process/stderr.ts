import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

export type Stderr = {
  /** Is told the text as it comes, from now on. Nothing is kept for a listener that comes later. */
  onText(listener: (text: string) => void): void
  /** The end of what was written so far. */
  tail(): string
}

/** Reads a stderr as fast as it comes, so that a noisy child never blocks on it, and keeps its last `limit` bytes. */
export function readStderr(stream: Readable, limit: number): Stderr & { ended: Promise<void> } {
  const decoder = new StringDecoder('utf8')
  const listeners: ((text: string) => void)[] = []
  let tail = ''

  function take(text: string): void {
    if (text === '') return
    tail = lastBytes(tail + text, limit)
    for (const listener of listeners) {
      try {
        listener(text)
      } catch (error) {
        // A listener's fault must stop neither the other listeners nor the reading.
        process.emitWarning(error instanceof Error ? error : String(error))
      }
    }
  }

  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
  const ended = new Promise<void>((resolve) => {
    stream.once('end', () => take(decoder.end()))
    stream.once('close', resolve)
    // A broken stderr says nothing that the exit does not say better.
    stream.on('error', () => resolve())
  })
  return { onText: (listener) => void listeners.push(listener), tail: () => tail, ended }
}

/** The end of a text, at most `limit` bytes of UTF-8, beginning with a whole letter. */
export function lastBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= limit) return text
  let from = bytes.length - limit
  while (((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  return bytes.toString('utf8', from)
}
