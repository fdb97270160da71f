import { Anything, path, type Client } from '../client.ts'
import { messageOf } from '../refused.ts'

/** So long a server that does not answer may keep us, in ms, after the second Ctrl-C. */
const patienceMs = 2000

/**
 * What Ctrl-C does while a session is followed: once ends its turn, twice does not wait for that end. Who wants this
 * program gone (SIGTERM), or presses a third time, is obeyed at once; the session goes on.
 */
export function interrupts(
  server: Client,
  session: string,
  say: (line: string) => void,
  leave: () => void,
): (signal?: NodeJS.Signals) => void {
  let presses = 0
  let under: Promise<void> | null = null

  async function interrupt() {
    try {
      await server.send('POST', path('sessions', session, 'interrupt'), {}, Anything)
    } catch (error) {
      await stop(messageOf(error))
    }
  }

  /** No turn runs that could be interrupted: the agent is being started, perhaps. */
  async function stop(why: string) {
    try {
      await server.send('POST', path('sessions', session, 'stop'), {}, Anything)
    } catch {
      say(`signalbox: cannot interrupt: ${why}`) // the first reason says more than the second
    }
  }

  return (signal) => {
    presses++
    if (signal === 'SIGTERM' || presses > 2) return leave()
    if (presses === 1) {
      say('signalbox: interrupting its turn… The session stays, and nothing of it is lost.')
      say(
        `signalbox: Ctrl-C again does not wait for that; come back with: signalbox run --resume ${session} "…"`,
      )
      under = interrupt()
      // What was asked for is on its way before we leave.
    } else {
      void under?.then(leave)
      setTimeout(leave, patienceMs).unref()
    }
  }
}
