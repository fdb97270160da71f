import type { Page } from 'playwright-core'
import type { FeedFrame } from '../../src/contract/feed.ts'
import type { Ask } from '../../src/core/ask.ts'
import type { Session } from '../../src/core/session.ts'

/** Tells the page of what is asked with changes: for asks that the demo agent has no scene for. */
export async function tellAsksWith(page: Page, changes: Partial<Ask>): Promise<void> {
  const changed = (session: Session): Session => ({
    ...session,
    asks: session.asks.map((one) => ({ ...one, ask: { ...one.ask, ...changes } })),
  })
  await page.routeWebSocket(/\/api\/feed/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((text) => {
      const frame = JSON.parse(text.toString()) as FeedFrame
      if (frame.type === 'fleet') frame.sessions = frame.sessions.map(changed)
      if (frame.type === 'session') frame.session = changed(frame.session)
      socket.send(JSON.stringify(frame))
    })
  })
}
