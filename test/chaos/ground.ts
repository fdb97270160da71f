import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { EventJson } from '../../src/contract/event.ts'
import { placed } from '../faults/package.ts'
import { built } from '../faults/package.ts'
import { realWorld, type RealWorld } from '../faults/real-world.ts'
import { smallDisk } from '../faults/small-disk.ts'
import type { Epoch, Start } from './plan.ts'
import { runners } from './plan.ts'

const diskMb = 64

/** A world under chaos, and what must be remembered of it to judge it. */
export type Ground = {
  world: RealWorld
  disk: string | null
  ids: string[]
  /** Every event that a client was shown, by `seq`. */
  shown: Map<number, EventJson>
  /** Ids of prompts that the server said it took, by session. */
  accepted: Map<string, string[]>
  /** Agents that were killed, by pid. */
  killed: Set<number>
  /** A runner was killed, so what its agents had said last may be lost. */
  runnerKilled: boolean
  torn: boolean
  kills: number
  /** What was seen that must never be. */
  faults: string[]
  start(start?: Start): Promise<void>
  /** Starts a server where none lives any more. */
  upright(start?: Start): Promise<void>
  /** Waits until a client was shown so many frames more, or it is quiet. */
  watch(frames: number): Promise<void>
  prompt(whose: number, scene: string, now?: boolean): Promise<void>
  end(): Promise<void>
}

/** How long nothing may come before a wait for frames goes on without them (ms). */
const quietMs = 250

/** Makes the world of an epoch and begins its sessions. */
export async function ground(epoch: Epoch, options: { disk: boolean }): Promise<Ground> {
  const disk = options.disk ? smallDisk(diskMb) : null
  const ends: (() => Promise<void>)[] = []
  const shown = new Map<number, EventJson>()
  const world = await realWorld({
    config: { runners, wire: { maxMb: 4, maxDays: 1 } },
    ...(disk && { data: disk.folder }),
    atEnd: (end) => ends.push(end),
    witness(event) {
      const before = shown.get(event.seq)
      if (before && JSON.stringify(before) !== JSON.stringify(event))
        it.faults.push(`event ${event.seq} was shown twice, and not the same`)
      shown.set(event.seq, event)
    },
  })
  // A Node that is not the package's own is run where it is: no copy of it has to fit onto the small disk.
  if (disk) world.use({ ...built, node: placed(join(world.root, 'node')) })
  let tag = 0

  const it: Ground = {
    world,
    disk: disk?.folder ?? null,
    ids: [],
    shown,
    accepted: new Map(),
    killed: new Set(),
    runnerKilled: false,
    torn: false,
    kills: 0,
    faults: [],
    async start({ dieAt, clock, disorder } = {}) {
      await world.start({
        ...(dieAt !== undefined && { dieAt }),
        hooks: {
          ...(clock !== undefined && { 'clock-jumps': { CLOCK_SEED: String(clock) } }),
          ...(disorder !== undefined && { 'disorders-link': { DISORDER_SEED: String(disorder) } }),
        },
      })
    },
    async upright(start) {
      if (!(await alive(world))) await it.start(start)
    },
    async watch(frames) {
      const from = world.feed.frames
      let heard = from
      let since = Date.now()
      await world.until(`${frames} frames came`, () => {
        if (world.feed.frames !== heard) since = Date.now()
        heard = world.feed.frames
        return heard >= from + frames || Date.now() - since > quietMs
      })
    },
    async prompt(whose, scene, now = false) {
      const id = it.ids[whose] ?? ''
      // No two prompts are alike, so that none can stand for another.
      const text = `/play ${scene} tag=${++tag}`
      const answer = await world.ask('POST', `/sessions/${id}/prompts`, { text, now })
      const body = answer?.body as { prompt?: { id?: unknown } } | undefined
      if (answer?.status === 201 && typeof body?.prompt?.id === 'string')
        it.accepted.get(id)?.push(body.prompt.id)
    },
    async end() {
      for (const end of ends) await end()
      disk?.end()
    },
  }

  await it.start()
  for (const { runner, onCrash, scene } of epoch.sessions) {
    const prompt = `/play ${scene} tag=${++tag}`
    const id = await world.create(prompt, { runner: runners[runner], onCrash })
    it.ids.push(id)
    it.accepted.set(id, [])
  }
  return it
}

export async function alive(world: RealWorld): Promise<boolean> {
  const server = world.server()
  if (server === null || server.url === '') return false
  const over = await Promise.race([server.exited.then(() => true), Promise.resolve(false)])
  return !over && (await world.ask('GET', '/status')) !== null
}

/** How many bytes are free on the disk of a folder. */
export function room(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
