import type { FromRunner, Garbage, ServerEnd, ToRunner } from '../link/link.ts'
import type { RunnerStatus, World } from './dispatcher.ts'
import { agree } from './agree.ts'
import type { Hello, LineHooks } from './line-hooks.ts'
import { queue } from './queue.ts'
import { readable } from './readable.ts'
import { sequence, type Sequence } from './sequence.ts'

/** A runner that says nothing for this long is not `up` (ms); its heartbeat comes every 2 s. */
const quietAfter = 8_000
/** After this long the connection is given up and made anew. */
const deadAfter = 20_000
const helloWithin = 10_000
/** How long the store's log may grow before it is folded in. */
const foldAfter = 10_000
/** How long a missing report may be late before it is asked for again. */
const lateAfter = 1_000
/** Reports of frames that wait behind each other are saved together, up to so many: each transaction costs something. */
const saveTogether = 256
/** Frames that are read while those before them wait to be saved: more than a runner may have under way. */
const readAhead = 10_000

type Over = { met: boolean; refused?: string }

/** One connection to a runner from hello to its end. */
export function conversation(
  end: ServerEnd,
  world: Pick<World, 'now' | 'later' | 'version'>,
  hooks: LineHooks,
  tell: {
    met(hello: Hello): void
    heard(change: Partial<RunnerStatus>): void
    quiet(reason: string): void
  },
): { over: Promise<Over>; send(frame: ToRunner): void; close(): void } {
  let hello: Hello | null = null
  let refused: string | undefined
  let order: Sequence = sequence(0)
  let durable = 0
  let lastHeard = world.now()
  let quiet = false
  /** So much waits to be saved that nothing more is read: silence means nothing then. */
  let full = false
  let caughtUp = false
  const timers = new Map<string, () => void>()

  /** One timer a name; a new one of the same name waits for the old. */
  function once(name: string, ms: number, call: () => void) {
    if (timers.has(name)) return
    timers.set(
      name,
      world.later(ms, () => {
        timers.delete(name)
        call()
      }),
    )
  }

  function cancel(name: string) {
    timers.get(name)?.()
    timers.delete(name)
  }

  function watch() {
    once('watch', 2_000, () => {
      const silent = world.now() - lastHeard
      if (!full && silent > deadAfter) return end.close()
      if (!full && !quiet && silent > quietAfter) {
        quiet = true
        tell.quiet(`nothing heard for ${Math.round(silent / 1000)} s`)
      }
      watch()
    })
  }

  async function greet(said: Hello) {
    const version = agree(said.protocol)
    if (typeof version === 'string') {
      refused = version
      end.send({ type: 'unwelcome', reason: version })
      return end.close()
    }
    cancel('hello')
    hello = said
    const taken = hooks.takenOf(said.journal.id)
    order = sequence(taken)
    durable = taken
    end.send({ type: 'welcome', protocol: version, server: world.version, after: taken })
    hooks.greeted(said)
    tell.met(said)
    watch()
    if (said.journal.last > taken && said.journal.first > taken + 1) {
      await hooks.gap(taken + 1, said.journal.first - 1)
      order = sequence(said.journal.first - 1)
    }
    const orders = hooks.orders()
    if (orders.length > 0) end.send({ type: 'orders', orders })
    await checkCaughtUp()
  }

  async function checkCaughtUp() {
    if (caughtUp || !hello || order.taken < hello.journal.last) return
    caughtUp = true
    await hooks.caughtUp()
  }

  async function take(ready: Parameters<LineHooks['take']>[1]) {
    if (!hello || ready.length === 0) return
    await hooks.take(hello.journal.id, ready)
    // Soon: an agent that wrote much is held until it comes.
    once('ack', 2, ack)
    once('durable', 1_000, () => void becomesDurable(order.taken))
    once('fold', foldAfter, () => void hooks.fold())
    tell.heard({ lag: 0 })
    await checkCaughtUp()
  }

  async function becomesDurable(taken: number) {
    if (await hooks.durable()) durable = Math.max(durable, taken)
    ack()
  }

  function ack() {
    end.send({ type: 'ack', seq: order.taken, durable: Math.min(durable, order.taken) })
  }

  /** A missing report is asked for once more by a new connection; missing again there, it is lost. */
  function lookForGap() {
    const missing = order.missing()
    if (!missing) return cancel('late')
    once('late', lateAfter, () => {
      if (!order.missing()) return
      if (hooks.askAgain(missing.from)) end.close()
      else
        void hooks
          .gap(missing.from, missing.to)
          .then(() => take(order.skip()))
          .catch(() => end.close())
    })
  }

  async function frame(said: FromRunner | Garbage) {
    if (said.type === 'garbage') return hooks.malformed(said.line)
    if (said.type === 'hello') return greet(said)
    if (!hello) return hooks.unknown(said.type)
    switch (said.type) {
      case 'reports':
        await take(order.put(readable(said.reports, hooks)))
        return lookForGap()
      case 'deltas':
        return hooks.deltas(said.deltas)
      case 'heartbeat':
        return void hear(said)
      default:
        return hooks.unknown((said as { type: string }).type)
    }
  }

  /** Signs of life count at once: that a runner cannot save must show also while nothing can be saved here. */
  function hear(said: FromRunner | Garbage): boolean {
    if (said.type !== 'heartbeat' || !hello) return true
    tell.heard({ agents: said.agents, unsaved: said.unsaved?.reason ?? null })
    return false
  }

  async function listen(): Promise<Over> {
    once('hello', helloWithin, () => end.close())
    const work = queue(frame, () => end.close(), together)
    try {
      for await (const batch of end.frames) {
        lastHeard = world.now()
        if (quiet && hello) {
          quiet = false
          tell.heard({ state: 'up', reason: 'answers again' })
        }
        work.put(batch.filter(hear))
        full = work.waiting() > readAhead
        if (full) await work.done()
        full = false
      }
      await work.done()
    } finally {
      for (const name of timers.keys()) cancel(name)
      end.close()
    }
    return { met: hello !== null, ...(refused !== undefined && { refused }) }
  }

  return { over: listen(), send: (frame) => end.send(frame), close: () => end.close() }
}

type Said = FromRunner | Garbage

function together(first: Said, second: Said): Said | null {
  if (first.type !== 'reports' || second.type !== 'reports') return null
  if (!Array.isArray(first.reports) || !Array.isArray(second.reports)) return null
  const reports = [...first.reports, ...second.reports]
  return reports.length > saveTogether ? null : { type: 'reports', reports }
}
