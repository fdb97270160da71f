import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FeedFrame } from '../contract/feed.ts'
import { fakeSocket, handTimers, type FakeSocket } from './fake-socket.ts'
import { feed } from './feed.ts'
import { stage } from './stage.ts'

/** An item of text, settled. */
export const message = (id: string, text = 'x') =>
  ({ type: 'item.set', item: { id, settled: true, kind: 'message', text } }) as const

/** A feed with one client, whose timers and socket the test moves by hand. */
export function feedStage() {
  const world = stage()
  const timers = handTimers()
  world.later = (ms, call) => timers.later(ms, call)
  const live = feed(world)
  return { world, timers, live, ...connected(live) }
}

export function connected(live: ReturnType<typeof feed>) {
  const socket = fakeSocket()
  const client = live.connect(socket)
  const say = (frame: unknown) => client.receive(JSON.stringify(frame))
  return { socket, client, say }
}

/** Everything that is on its way arrives. */
export async function settle(socket: FakeSocket, timers: ReturnType<typeof handTimers>) {
  for (let quiet = 0; quiet < 3;) {
    timers.goOff()
    quiet = socket.read() ? 0 : quiet + 1
    await nextTurn()
  }
}

export const ofType = <Type extends FeedFrame['type']>(frames: FeedFrame[], type: Type) =>
  frames.filter((frame): frame is Extract<FeedFrame, { type: Type }> => frame.type === type)
