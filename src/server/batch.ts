/** How long a piece may wait for others to share its frame, in ms. */
export const batchMs = 4
/** How large a frame of several pieces grows, in characters. */
const batchText = 64 * 1024

/** Gathers pieces of JSON into frames, one kind of frame for each `to`. */
export type Batch = {
  event(to: string, json: string): void
  delta(json: string): void
  /** Sends what was gathered. */
  flush(): void
  /** Forgets it. */
  drop(): void
}

type Later = (ms: number, call: () => void) => () => void

/** `send` is given each whole frame; deltas of a flush come after its events, which they never contradict. */
export function batch(send: (frame: string) => void, later: Later): Batch {
  const events = new Map<string, { pieces: string[]; size: number }>()
  let deltas: string[] = []
  let deltaSize = 0
  let cancel: (() => void) | null = null

  function sendEvents(to: string) {
    const pieces = events.get(to)?.pieces
    if (!pieces) return
    events.delete(to)
    send(`{"type":"events","to":${JSON.stringify(to)},"events":[${pieces.join(',')}]}`)
  }

  function sendDeltas() {
    if (deltas.length === 0) return
    const frame = `{"type":"deltas","deltas":[${deltas.join(',')}]}`
    deltas = []
    deltaSize = 0
    send(frame)
  }

  function flush() {
    cancel?.()
    cancel = null
    for (const to of events.keys()) sendEvents(to)
    sendDeltas()
  }

  return {
    event(to, json) {
      cancel ??= later(batchMs, flush)
      const gathered = events.get(to) ?? { pieces: [], size: 0 }
      gathered.pieces.push(json)
      gathered.size += json.length
      events.set(to, gathered)
      // Last, with nothing kept: what `send` does about a full outlet leaves no piece behind.
      if (gathered.size > batchText) sendEvents(to)
    },
    delta(json) {
      cancel ??= later(batchMs, flush)
      deltas.push(json)
      deltaSize += json.length
      if (deltaSize > batchText) sendDeltas()
    },
    flush,
    drop() {
      cancel?.()
      cancel = null
      events.clear()
      deltas = []
      deltaSize = 0
    },
  }
}
