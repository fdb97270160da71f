import type { Told } from '../provider.ts'
import { clipped } from './wire.ts'

export type Outbox = {
  /** What is told next, beside the lines that are read; where it is nothing, what is due is looked at all the same. */
  put(told: Told[]): void
  /** There is something to look at, although nothing was put. */
  wake(): void
  /**
   * Batches made of `lines` and of what was put, until the lines end. The next lines are asked for only
   * when the batch before was taken, so a slow reader slows whoever writes them.
   */
  batches<Chunk>(
    lines: AsyncIterator<Chunk>,
    read: (chunk: Chunk) => Told[],
    due: () => Told[],
  ): AsyncGenerator<Told[], void>
}

/** Puts what is read and what comes up meanwhile into one order. */
export function outbox(): Outbox {
  let waiting: Told[] = []
  let signal = Promise.withResolvers<void>()

  function take(): Told[] {
    const told = waiting
    waiting = []
    return told
  }

  const box: Outbox = {
    put(told) {
      waiting.push(...told)
      signal.resolve()
    },
    wake: () => signal.resolve(),
    async *batches(lines, read, due) {
      const next: { arrived: IteratorResult<unknown> | null } = { arrived: null }
      const ask = (): void => {
        lines.next().then(
          (result) => {
            next.arrived = result
            if (!result.done) box.put(understood(read, result.value))
            signal.resolve()
          },
          (error: unknown) => {
            next.arrived = { done: true, value: error }
            signal.resolve()
          },
        )
      }
      ask()
      for (;;) {
        await signal.promise
        signal = Promise.withResolvers()
        const told = [...take(), ...due()]
        if (told.length > 0) yield told
        const { arrived } = next
        if (!arrived) continue
        if (arrived.done) break
        next.arrived = null
        ask()
      }
      const last = take()
      if (last.length > 0) yield last
    },
  }
  return box
}

/** What a line says. One that cannot be read is kept: nothing that an agent says ends what is heard of it. */
function understood<Chunk>(read: (chunk: Chunk) => Told[], chunk: Chunk): Told[] {
  try {
    return read(chunk)
  } catch (error) {
    const wire = clipped(JSON.stringify(chunk) ?? 'undefined')
    const why = `it could not be read: ${String(error)}`
    return [{ report: { type: 'wire.unknown', wire, why } }]
  }
}
