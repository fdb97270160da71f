import { WebSocket } from 'ws'
import { recordedOf, type EventJson } from '../../src/contract/event.ts'
import type { FeedFrame, Saving } from '../../src/contract/feed.ts'
import type { RunnerJson } from '../../src/contract/response.ts'
import { fleet, type Fleet } from '../../src/core/fleet.ts'

/** A client of the feed that goes on after each start of the server with what it was not given yet. */
export type FeedMirror = {
  readonly fleet: Fleet
  readonly runners: ReadonlyMap<string, RunnerJson>
  /** How each runner stood, in the order in which it was told: `one: restarting (reason)`. */
  readonly runnerStates: readonly string[]
  readonly saving: Saving | null
  /** The seq of the last event that it was given. */
  readonly last: number
  /** What a reader must never see: an event twice, or one left out. One line each. */
  readonly faults: readonly string[]
  readonly frames: number
  readonly snapshots: number
  /** Resolves when it is connected and was given what it missed. Rejects when the server is gone before. */
  follow(url: string, token: string): Promise<void>
  /** Reads nothing more of its connection, until it reads on. */
  pause(): void
  resume(): void
  close(): void
}

/** `changed` is called after each frame, and when the connection ends; `witness` with each event. */
export function feedMirror(changed: () => void, witness?: (event: EventJson) => void): FeedMirror {
  let sessions = fleet()
  let socket: WebSocket | null = null
  let saving: Saving | null = null
  let last = 0
  let frames = 0
  let snapshots = 0
  const runners = new Map<string, RunnerJson>()
  const runnerStates: string[] = []
  const faults: string[] = []

  function take(frame: FeedFrame) {
    switch (frame.type) {
      case 'fleet':
        sessions = fleet()
        for (const session of frame.sessions) sessions.put(session)
        for (const runner of frame.runners) put(runner)
        saving = frame.saving
        last = frame.seq
        snapshots += 1
        return
      case 'events':
        for (const event of frame.events) {
          if (event.seq <= last) faults.push(`event ${event.seq} came twice`)
          else if (event.seq !== last + 1) faults.push(`event ${event.seq} came after ${last}`)
          last = Math.max(last, event.seq)
          witness?.(event)
          sessions.apply(recordedOf(event))
        }
        return
      case 'runner':
        return put(frame.runner)
      case 'saving':
        saving = frame.saving
        return
      case 'error':
        faults.push(`refused: ${frame.message}`)
        return
      case 'removed':
        for (const id of frame.sessions) sessions.remove(id)
        return
      case 'hello':
      case 'session':
      case 'caught-up':
      case 'deltas':
      case 'projects':
      case 'notice':
    }
  }

  function put(runner: RunnerJson) {
    const state = `${runner.name}: ${runner.state} (${runner.reason})`
    if (runnerStates.at(-1) !== state) runnerStates.push(state)
    runners.set(runner.name, runner)
  }

  return {
    get fleet() {
      return sessions
    },
    get saving() {
      return saving
    },
    get last() {
      return last
    },
    get frames() {
      return frames
    },
    get snapshots() {
      return snapshots
    },
    runners,
    runnerStates,
    faults,
    follow: (url, token) =>
      new Promise((resolve, reject) => {
        socket?.terminate()
        const opened = new WebSocket(`${url.replace('http', 'ws')}/api/feed`, {
          headers: { authorization: `Bearer ${token}` },
        })
        socket = opened
        opened.on('open', () =>
          opened.send(JSON.stringify({ type: 'subscribe', to: 'fleet', after: last })),
        )
        opened.on('message', (data: Buffer) => {
          // Of one that was replaced, nothing counts any more.
          if (socket !== opened) return
          const frame: FeedFrame = JSON.parse(data.toString())
          frames += 1
          take(frame)
          changed()
          if (frame.type === 'caught-up' || frame.type === 'fleet') resolve()
        })
        opened.on('error', (error) => reject(error))
        opened.on('close', () => {
          reject(new Error('the server is gone'))
          changed()
        })
      }),
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
    close() {
      const closing = socket
      socket = null
      closing?.terminate()
    },
  }
}
