import { isDeepStrictEqual } from 'node:util'
import { eventJson } from '../../src/contract/event.ts'
import type { SessionJson } from '../../src/contract/session.ts'
import type { Recorded } from '../../src/core/event.ts'
import { fleet } from '../../src/core/fleet.ts'
import { startedAt } from '../../src/process/reap.ts'
import { accountOf } from '../faults/recorded.ts'
import { accountsOf, emitted, prompted, type Emitted } from '../faults/truth.ts'
import type { Ground } from './ground.ts'
import { prefixFault, runsOf, withoutCost, withoutOurs, type Run } from './runs.ts'

/** Everything that is not as it must be, once all faults are healed and all work is done. One line each. */
export async function judge(it: Ground): Promise<string[]> {
  const { world } = it
  const faults = [...it.faults, ...world.feed.faults]
  const stored = new Map<number, Recorded>()
  const say = (id: string, fault: string | null) => {
    if (fault !== null) faults.push(`session ${id}: ${fault}`)
  }
  for (const id of it.ids) {
    const tree = [id, ...world.feed.fleet.descendants(id).map((child) => child.id)]
    const events = new Map<string, Recorded[]>()
    for (const one of tree) events.set(one, await world.events(one))
    for (const event of [...events.values()].flat()) {
      if (stored.has(event.seq)) say(id, `two events bear the number ${event.seq}`)
      stored.set(event.seq, event)
    }
    try {
      for (const fault of sessionFaults(it, id, events)) say(id, fault)
    } catch (error) {
      say(id, error instanceof Error ? error.message : String(error))
    }
  }
  faults.push(...shownFaults(it, stored), ...foldFaults(it, stored), ...(await restartFaults(it)))
  return faults
}

function sessionFaults(it: Ground, id: string, events: Map<string, Recorded[]>): string[] {
  const { world } = it
  const faults: string[] = []
  const own = events.get(id) ?? []
  const token = world.session(id).resumeToken ?? ''
  const entries = emitted(world, token)
  const runs = runsOf(own, entries, token)
  let whole = true
  for (const run of runs) {
    const fault = runFault(it, run, whole)
    if (fault !== null) faults.push(`agent ${run.pid}: ${fault}`)
    whole &&= run.exit === null
  }
  const truth = accountsOf(entries, token)
  for (const [one, its] of events) {
    const key = world.session(one).child?.key
    if (key === undefined) continue
    const real = truth[key]
    const told = withoutOurs(accountOf(its).lines)
    const harmed = harmOf(it, runs, entries, key)
    if (!real) faults.push(`subagent ${key} was recorded and never said`)
    else if (harmed === 'whole' && !isDeepStrictEqual(told, real.lines))
      faults.push(`subagent ${key} is not as it was said: ${difference(told, real.lines)}`)
    else if (prefixFault(told, real.lines) !== null)
      faults.push(`subagent ${key}: ${prefixFault(told, real.lines)}`)
  }
  faults.push(...promptFaults(it, id, own, prompted(world, token)))
  if (!it.torn && own.some(({ type }) => type === 'gap.found')) faults.push('a gap was found')
  return faults
}

/** Agents that live said all that is recorded; of killed ones all but the last entry; of lost ones a beginning. */
function runFault(
  it: Ground,
  { pid, exit, told, truth, almost }: Run,
  whole: boolean,
): string | null {
  const equal = (a: Run['told'], b: Run['told']) =>
    whole ? isDeepStrictEqual(a, b) : isDeepStrictEqual(withoutCost(a), withoutCost(b))
  if (exit === null) {
    if (startedAt(pid) === null) return 'it is told to live, and does not'
    return equal(told, truth) ? null : difference(told, truth)
  }
  if (exit.cause === 'runner-gone')
    return it.runnerKilled
      ? prefixFault(withoutCost(told), withoutCost(truth))
      : 'its runner was not killed, and is told to be gone'
  if (exit.cause === 'signalled' && exit.signal === 'SIGKILL') {
    if (!it.killed.has(pid)) return 'it is told to be killed, and nobody did it'
    return equal(told, truth) || equal(told, almost) ? null : difference(told, truth)
  }
  return `it ended for no reason that was given to it: ${exit.cause}`
}

function harmOf(
  it: Ground,
  runs: readonly Run[],
  entries: readonly Emitted[],
  key: string,
): 'whole' | 'cut' {
  const pid = entries.find(
    ({ session, update }) => session === key || update?.sessionId === key,
  )?.pid
  const run = runs.find((one) => one.pid === pid)
  return run && run.exit === null ? 'whole' : 'cut'
}

/** Each prompt that was taken is recorded once, and was given to an agent at most once, in the order of the record. */
function promptFaults(
  it: Ground,
  id: string,
  events: readonly Recorded[],
  given: readonly string[],
): string[] {
  const faults: string[] = []
  const queued = new Map<string, string>()
  const sent: string[] = []
  for (const event of events) {
    if (event.type === 'prompt.queued') {
      if (queued.has(event.prompt.id)) faults.push(`prompt ${event.prompt.id} was recorded twice`)
      queued.set(event.prompt.id, event.prompt.text)
    }
    if (event.type === 'prompt.sent' || event.type === 'prompt.steered')
      sent.push(queued.get(event.id) ?? '')
  }
  for (const prompt of it.accepted.get(id) ?? [])
    if (!queued.has(prompt)) faults.push(`prompt ${prompt} was taken, and is not recorded`)
  if (new Set(given).size !== given.length) faults.push('an agent was given a prompt twice')
  let at = -1
  for (const text of given) {
    const next = sent.indexOf(text, at + 1)
    if (next < 0) faults.push(`an agent was given "${text}", which is not recorded as sent there`)
    else at = next
  }
  return faults
}

function shownFaults(it: Ground, stored: ReadonlyMap<number, Recorded>): string[] {
  return [...it.shown.values()].flatMap((event) => {
    const kept = stored.get(event.seq)
    if (!kept) return [`event ${event.seq} (${event.type}) was shown, and is not on disk`]
    const same = (['sessionId', 'version', 'type', 'at'] as const).every(
      (key) => eventJson(kept)[key] === event[key],
    )
    return same
      ? []
      : [`event ${event.seq} was shown as ${event.type}, and is ${kept.type} on disk`]
  })
}

/** What clients folded on the way is what a newcomer folds from the beginning. */
function foldFaults(it: Ground, stored: ReadonlyMap<number, Recorded>): string[] {
  const folded = fleet()
  for (const seq of [...stored.keys()].toSorted((a, b) => a - b)) {
    const event = stored.get(seq)
    if (event) folded.apply(event)
  }
  return [...folded.all()].flatMap((session) => {
    const seen = it.world.feed.fleet.get(session.id)
    if (isDeepStrictEqual(seen, session)) return []
    const keys = Object.keys(session) as (keyof typeof session)[]
    const other = keys.filter((key) => !isDeepStrictEqual(seen?.[key], session[key]))
    return [`session ${session.id}: a client has another ${other.join(', ')} than the record makes`]
  })
}

/** A server that is killed once more comes back with the same sessions. */
async function restartFaults(it: Ground): Promise<string[]> {
  const before = await listed(it)
  await it.world.kill()
  it.kills += 1
  await it.start()
  const after = await listed(it)
  return isDeepStrictEqual(before, after)
    ? []
    : ['the sessions after a restart are not those before it']
}

async function listed(it: Ground) {
  const { sessions } = (await it.world.does('GET', '/sessions?all=1')) as {
    sessions: SessionJson[]
  }
  return sessions
    .map(({ id, state, lastSeq, usage, turns, lastOutcome, title, children }) => ({
      id,
      state,
      lastSeq,
      usage,
      turns,
      lastOutcome,
      title,
      children,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function difference(told: readonly unknown[], truth: readonly unknown[]): string {
  const at = [...told, ...truth].findIndex(
    (_, index) => !isDeepStrictEqual(told[index], truth[index]),
  )
  return `line ${at} of ${told.length} was recorded as ${JSON.stringify(told[at] ?? null).slice(0, 300)} and said as ${JSON.stringify(truth[at] ?? null).slice(0, 300)}`
}
