/** How long a piece may wait for others to share its frame, in ms. */
export const batchMs = 1
/** The same of chatter: what an agent does just now, for whoever looks at the whole fleet. */
export const chatterMs = 50
/** How large a frame of several pieces grows, in characters. */
const batchText = 64 * 1024

/** Gathers pieces of JSON into frames, one kind of frame for each `to`. */
export type Batch = {
  /** It waits `ms` for others at most. */
  event(to: string, json: string, ms: number): void
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
  /** For how long the flush was put off; Infinity: there is nothing to flush. */
  let waits = Infinity

  function within(ms: number) {
    if (waits <= ms) return
    cancel?.()
    waits = ms
    cancel = later(ms, flush)
  }

  function forget() {
    cancel?.()
    cancel = null
    waits = Infinity
  }

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
    forget()
    for (const to of events.keys()) sendEvents(to)
    sendDeltas()
  }

  return {
    event(to, json, ms) {
      within(ms)
      const gathered = events.get(to) ?? { pieces: [], size: 0 }
      gathered.pieces.push(json)
      gathered.size += json.length
      events.set(to, gathered)
      // Last, with nothing kept: what `send` does about a full outlet leaves no piece behind.
      if (gathered.size > batchText) sendEvents(to)
    },
    delta(json) {
      within(batchMs)
      deltas.push(json)
      deltaSize += json.length
      if (deltaSize > batchText) sendDeltas()
    },
    flush,
    drop() {
      forget()
      events.clear()
      deltas = []
      deltaSize = 0
    },
  }
}
