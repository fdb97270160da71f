import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { FeedFrame, FeedRequest } from '../contract/feed.ts'
import type { Address } from './find-server.ts'
import { messageOf } from './refused.ts'

/** Events of a session that the feed left out, because too many were missing: up to and with `until`. */
export type Gap = { type: 'fetch'; session: string; after: number; until: number }

/** What a listener wants next: something said to the server, or a gap filled. */
export type Wish = FeedRequest | Gap

/** Who listens to the feed. */
export type Listener = {
  /** A fresh connection stands: nothing is subscribed yet. */
  opened: () => Wish[]
  frame: (frame: FeedFrame) => Wish[]
  /** Brings what is missing. Where it fails, the connection is given up and everything asked for anew. */
  fetch: (gap: Gap) => Promise<Wish[]>
  /** Told once when the server is lost, and once when it is back. */
  gone: () => void
  back: () => void
}

const firstWaitMs = 100
const longestWaitMs = 2000

/**
 * Keeps the feed open until `signal` is aborted: where the server goes away it looks for it again and
 * again, at whatever address it comes back. Resolves `lost` when it was away for `patienceMs`.
 */
export async function followFeed(
  find: () => Promise<Address | null>,
  listener: Listener,
  signal: AbortSignal,
  now: () => number,
  patienceMs = 10 * 60_000,
): Promise<'ended' | 'lost'> {
  let wait = firstWaitMs
  let goneAt: number | null = null
  while (!signal.aborted) {
    const address = await find()
    const stood =
      address !== null &&
      (await connected(address, listener, signal, () => {
        if (goneAt !== null) listener.back()
        goneAt = null
        wait = firstWaitMs
      }))
    if (signal.aborted) break
    if (goneAt === null) {
      goneAt = now()
      listener.gone()
    }
    if (now() - goneAt > patienceMs) return 'lost'
    if (stood) continue
    // The wait ends early with the signal; that is no error.
    await pause(wait, undefined, { signal }).catch(() => undefined)
    wait = Math.min(wait * 2, longestWaitMs)
  }
  return 'ended'
}

/** One connection, until it ends; true: it stood, so that trying again at once is no busy loop. */
function connected(
  address: Address,
  listener: Listener,
  signal: AbortSignal,
  stands: () => void,
): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  let stood = false
  const socket = new WebSocket(`${address.url.replace(/^http/, 'ws')}/api/feed`, {
    headers: { authorization: `Bearer ${address.token}` },
    maxPayload: 256 * 1024 * 1024,
    handshakeTimeout: 10_000,
    perMessageDeflate: false,
  })
  const say = (wishes: Wish[]) => {
    for (const wish of wishes)
      if (wish.type !== 'fetch') socket.send(JSON.stringify(wish))
      else
        listener.fetch(wish).then(
          (more) => heard(() => more),
          () => socket.terminate(),
        )
  }
  /** What a listener throws ends the connection and reaches whoever awaits the feed. */
  const heard = (act: () => Wish[]) => {
    try {
      say(act())
    } catch (error) {
      reject(error instanceof Error ? error : new Error(messageOf(error)))
      socket.terminate()
    }
  }
  const leave = () => socket.terminate()
  signal.addEventListener('abort', leave)
  socket.on('open', () => {
    stood = true
    stands()
    heard(() => listener.opened())
  })
  socket.on('message', (data: Buffer) => {
    if (signal.aborted) return
    const frame: unknown = JSON.parse(data.toString('utf8'))
    if (isFrame(frame)) heard(() => listener.frame(frame))
  })
  // An error is always followed by close, which ends the wait.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    signal.removeEventListener('abort', leave)
    resolve(stood)
  })
  return promise
}

const frameTypes: ReadonlySet<unknown> = new Set<FeedFrame['type']>([
  'hello',
  'fleet',
  'session',
  'events',
  'caught-up',
  'deltas',
  'runner',
  'notice',
  'saving',
  'removed',
  'error',
])

/** Frames of a newer server that this program does not know are passed over. */
function isFrame(value: unknown): value is FeedFrame {
  return typeof value === 'object' && value !== null && frameTypes.has(Reflect.get(value, 'type'))
}
