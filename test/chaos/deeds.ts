import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startedAt } from '../../src/process/reap.ts'
import { feedMirror } from '../faults/feed-mirror.ts'
import { fill } from '../faults/small-disk.ts'
import { alive, type Ground } from './ground.ts'
import { runners, type Start, type Step } from './plan.ts'

/** A server that is to die at some moment is given this long to come to it (ms). */
const dieWithin = 4_000

/** Carries one step out. */
export async function carryOut(it: Ground, step: Step): Promise<void> {
  await it.world.allowAll()
  switch (step.do) {
    case 'prompt':
      return it.prompt(step.whose, step.scene, step.now)
    case 'interrupt':
      return void (await it.world.ask('POST', `/sessions/${it.ids[step.whose] ?? ''}/interrupt`))
    case 'kill-server':
      await it.watch(step.frames)
      await killServer(it)
      return restart(it, step.next)
    case 'kill-agent':
      await it.watch(step.frames)
      return killAgent(it, step.whose)
    case 'kill-runner':
      await it.watch(step.frames)
      return void (await killRunner(it, step.which))
    case 'tear-journal':
      return tearJournal(it, step)
    case 'lock-database':
      return lockDatabase(it, step.frames)
    case 'fill-disk':
      return fillDisk(it, step.frames)
    case 'client':
      return client(it, step)
  }
}

async function killServer(it: Ground) {
  if (!(await alive(it.world))) return
  await it.world.kill()
  it.kills += 1
}

/** Starts a server again; one that is to kill itself is given work to do it in, and a successor. */
async function restart(it: Ground, start: Start) {
  await it.start(start)
  if (start.dieAt === undefined) return
  await it.prompt(0, 'plan pace=0.1')
  const pid = it.world.server()?.pid ?? 0
  const from = Date.now()
  let dead = false
  await it.world.until(`the server dies ${start.dieAt}`, async () => {
    await it.world.allowAll()
    dead = startedAt(pid) === null
    return dead || Date.now() - from > dieWithin
  })
  if (dead) it.kills += 1
  else await killServer(it)
  await it.start()
}

function killAgent(it: Ground, whose: number) {
  const pid = it.world.feed.fleet.get(it.ids[whose] ?? '')?.live?.pid
  if (typeof pid !== 'number' || startedAt(pid) === null) return
  process.kill(pid, 'SIGKILL')
  it.killed.add(pid)
  it.kills += 1
}

/** Kills a runner that lives, and says whether it did. */
async function killRunner(it: Ground, which: number): Promise<boolean> {
  await it.upright()
  const name = runners[which] ?? runners[0]
  if (it.world.feed.runners.get(name)?.state !== 'up') return false
  process.kill(it.world.runner(name), 'SIGKILL')
  it.runnerKilled = true
  it.kills += 1
  return true
}

async function tearJournal(it: Ground, step: Step & { do: 'tear-journal' }) {
  const name = runners[step.which] ?? runners[0]
  // One that has not come up yet has no journal to be torn.
  if (!existsSync(join(it.world.data, 'runners', name, 'runner.json'))) return
  if (step.withoutServer) await killServer(it)
  const pid = it.world.runner(name)
  if (step.withoutServer && startedAt(pid) !== null) {
    process.kill(pid, 'SIGKILL')
    it.runnerKilled = true
    it.kills += 1
  } else if (!(await killRunner(it, step.which))) return it.upright(step.next)
  const folder = join(it.world.data, 'runners', name, 'journal')
  const newest = readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .toSorted()
    .at(-1)
  if (newest !== undefined) {
    const file = join(folder, newest)
    truncateSync(file, Math.max(0, statSync(file).size - step.bytes))
    it.torn = true
  }
  await it.upright()
}

async function lockDatabase(it: Ground, frames: number) {
  const holder = spawn(process.execPath, [
    resolve('test/programs/holds-database.mjs'),
    join(it.world.data, 'signalbox.sqlite'),
  ])
  const exited = once(holder, 'exit')
  await Promise.race([once(holder.stdout, 'data'), exited])
  await it.watch(frames)
  holder.stdin.on('error', () => undefined).end()
  await exited
}

async function fillDisk(it: Ground, frames: number) {
  if (it.disk === null) return
  const ballast = join(it.disk, 'ballast')
  fill(ballast)
  await it.prompt(0, 'text pace=0.1')
  await it.watch(frames)
  fill(ballast)
  await it.watch(frames)
  rmSync(ballast)
}

async function client(it: Ground, { how, frames }: Step & { do: 'client' }) {
  await it.upright()
  const server = it.world.server()
  if (!server) return
  const mirror = feedMirror(() => undefined)
  const followed = mirror.follow(server.url, server.token).catch(() => undefined)
  if (how === 'vanishing') {
    mirror.close()
    await followed
    return
  }
  await followed
  if (how === 'slow') {
    mirror.pause()
    await it.watch(frames)
    mirror.resume()
  } else {
    mirror.close()
    await it.watch(frames)
    await mirror.follow(server.url, server.token).catch(() => undefined)
  }
  it.faults.push(...mirror.faults.map((fault) => `a ${how} client: ${fault}`))
  mirror.close()
}
