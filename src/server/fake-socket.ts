import type { FeedFrame } from '../contract/feed.ts'
import type { Socket } from './outlet.ts'

/** A client's connection that its test reads by hand: nothing leaves it before `read`. */
export type FakeSocket = Socket & {
  /** Lets out what waits in the socket, at most `frames` of it; true while there was some. */
  read(frames?: number): boolean
  frames: FeedFrame[]
  /** Bytes that the socket holds. */
  held(): number
  closed: { code: number; reason: string } | null
}

export function fakeSocket(): FakeSocket {
  const waiting: { frame: Buffer; sent: () => void }[] = []
  const made: FakeSocket = {
    frames: [],
    closed: null,
    send: (frame, sent) => void waiting.push({ frame, sent }),
    close: (code, reason) => void (made.closed = { code, reason }),
    held: () => waiting.reduce((sum, { frame }) => sum + frame.byteLength, 0),
    read(frames = Infinity) {
      const out = waiting.splice(0, Math.min(frames, waiting.length))
      for (const { frame, sent } of out) {
        const told: FeedFrame = JSON.parse(frame.toString())
        made.frames.push(told)
        sent()
      }
      return out.length > 0
    },
  }
  return made
}

/** Timers that go off when the test says so. */
export function handTimers() {
  const due = new Set<() => void>()
  return {
    later(_ms: number, call: () => void) {
      due.add(call)
      return () => void due.delete(call)
    },
    goOff() {
      const now = [...due]
      for (const call of now) {
        due.delete(call)
        call()
      }
    },
  }
}
