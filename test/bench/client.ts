import { WebSocket } from 'ws'

/** What one client of a feed saw of the numbered lines of a load (see `load.mjs`). */
export type Watch = {
  /** Resolves when all were seen: lines a second from the writing of the first to the coming of the last. */
  readonly all: Promise<{ perSecond: number; latencies: Float64Array }>
}

export type Client = {
  say(text: string): void
  /** Watches for the lines 0 to `count` - 1; one watch at a time. */
  watch(count: number): Watch
  close(): void
}

const mark = /@(\d+):(\d+)@/g
const nowUs = () => Number(process.hrtime.bigint() / 1000n)

/** Connects to a feed and reads every frame as a client does: it parses it. */
export async function client(url: string, token?: string): Promise<Client> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  let snapshots = 0
  let take: ((text: string) => void) | null = null
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    JSON.parse(text)
    // A second snapshot replaces what the client did not read in time.
    if (text.startsWith('{"type":"session"')) snapshots += 1
    take?.(text)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    say: (text) => socket.send(text),
    watch(count) {
      const { promise, resolve, reject } = Promise.withResolvers<Awaited<Watch['all']>>()
      const latencies = new Float64Array(count).fill(-1)
      let left = count
      let first = Infinity
      const closed = () => reject(new Error(`the feed closed, ${left} of ${count} lines missing`))
      socket.once('close', closed)
      take = (text) => {
        if (snapshots > 1)
          reject(new Error(`the client fell behind, ${left} of ${count} lines missing`))
        const now = nowUs()
        for (const [, n, at] of text.matchAll(mark)) {
          const number = Number(n)
          if (latencies[number] !== -1) continue
          latencies[number] = (now - Number(at)) / 1000
          first = Math.min(first, Number(at))
          left -= 1
        }
        if (left > 0) return
        take = null
        socket.off('close', closed)
        resolve({ perSecond: (count * 1e6) / (now - first), latencies })
      }
      return { all: promise }
    },
    close: () => socket.close(),
  }
}
