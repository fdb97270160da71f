import type { FeedState, SocketLike } from './client.ts'
import { FeedClient } from './client.ts'
import type { FeedFrame } from '../../contract/feed.ts'

/** The feed of the server this page came from. Wakes with the machine, the window and the network. */
export function browserFeed(listener: {
  frame(frame: FeedFrame): void
  state(state: FeedState): void
}): FeedClient {
  const client = new FeedClient(
    {
      open: () =>
        new WebSocket(`ws${location.protocol.slice(4)}//${location.host}/api/feed`) as SocketLike,
      now: Date.now,
      random: Math.random,
      later(ms, call) {
        const timer = setTimeout(call, ms)
        return () => clearTimeout(timer)
      },
    },
    listener,
  )
  window.addEventListener('online', () => client.retry())
  // A timer that comes much too late: the machine slept, and its connections are dead without knowing.
  let last = Date.now()
  setInterval(() => {
    const now = Date.now()
    if (now - last > 30_000) client.retry()
    last = now
  }, 5000)
  return client
}
