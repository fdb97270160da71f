import type { Journaled, Report } from '../src/core/report.ts'
import type { Order } from '../src/core/order.ts'
import type { FromRunner, RunnerDoor, RunnerEnd, SentOrder, ToRunner } from '../src/link/link.ts'
import { linkPair, type LinkPair, type Passage } from '../src/link/pair.ts'

/**
 * A runner in memory with a journal of its own, for tests of the dispatcher: it replays what was
 * not taken, remembers the orders it saw, and does only what the test says.
 */
export type FakeRunner = {
  door: RunnerDoor
  /** Every order that came down, in order, doubled ones too. */
  orders: SentOrder[]
  /** Every other frame that came down. */
  heard: ToRunner[]
  journal: Journaled[]
  launches: number
  connections: number
  /** Journals a report and sends it, if somebody is connected. */
  report(session: string, report: Report, child?: string): Journaled
  /** Sends frames as they are, past the journal. */
  send(frame: FromRunner | { type: string }): void
  /** The newest order of a type. */
  order<T extends Order['type']>(type: T): SentOrder & { order: Order & { type: T } }
  /** Says of an order that it was carried out, or why not. */
  settle(order: SentOrder, error?: { code: string; message: string }): void
  /** The connection breaks; the process goes on. */
  cut(): void
  /** How often it was asked to end past the link. */
  ends: number
  /** The process is gone; with `restarts` false every launch fails. */
  die(options?: { restarts?: boolean }): void
  /** What the next hello says. */
  live: { session: string; run: string }[]
  protocol: { oldest: number; current: number }
  journalId: string
  /** The first number that the journal still holds. */
  first: number
  /** What the network does to frames on their way up. */
  passage: Passage<FromRunner>
}

export function fakeRunner(name: string, now: () => number): FakeRunner {
  let pair: LinkPair<FromRunner, ToRunner> | null = null
  let alive = false
  let launchable = true
  let instance = 0

  async function attend(end: RunnerEnd) {
    for await (const frames of end.frames)
      for (const frame of frames) {
        if (frame.type === 'orders') runner.orders.push(...frame.orders)
        else if (frame.type === 'welcome') {
          runner.heard.push(frame)
          replay(frame.after)
        } else if (frame.type !== 'garbage') runner.heard.push(frame)
      }
  }

  function replay(after: number) {
    const reports = runner.journal.filter(({ seq }) => seq > after && seq >= runner.first)
    if (reports.length > 0) pair?.left.send({ type: 'reports', reports })
  }

  const runner: FakeRunner = {
    orders: [],
    heard: [],
    journal: [],
    launches: 0,
    connections: 0,
    ends: 0,
    live: [],
    protocol: { oldest: 1, current: 1 },
    journalId: `${name}-journal`,
    first: 1,
    passage: (frame, deliver) => deliver(frame),
    door: {
      connect() {
        if (!alive) return Promise.reject(new Error('nobody listens'))
        runner.connections += 1
        pair = linkPair<FromRunner, ToRunner>({
          fromLeft: (frame, deliver) => runner.passage(frame, deliver),
        })
        void attend(pair.left)
        pair.left.send({
          type: 'hello',
          runner: name,
          instance: `${name}-${instance}`,
          pid: 1000 + instance,
          version: '0.0.0',
          protocol: runner.protocol,
          startedAt: now(),
          journal: {
            id: runner.journalId,
            first: runner.first,
            last: runner.journal.at(-1)?.seq ?? 0,
          },
          live: runner.live,
        })
        return Promise.resolve(pair.right)
      },
      probe: () => Promise.resolve(alive ? 'alive' : 'dead'),
      launch() {
        runner.launches += 1
        if (!launchable) return Promise.reject(new Error('the program is missing'))
        alive = true
        instance += 1
        return Promise.resolve()
      },
      end() {
        runner.ends += 1
        runner.die()
      },
    },
    report(session, report, child) {
      const seq = (runner.journal.at(-1)?.seq ?? 0) + 1
      const journaled = { seq, at: now(), session, report, ...(child !== undefined && { child }) }
      runner.journal.push(journaled)
      pair?.left.send({ type: 'reports', reports: [journaled] })
      return journaled
    },
    send: (frame) => pair?.left.send(frame as FromRunner),
    order(type) {
      const found = runner.orders.findLast(({ order }) => order.type === type)
      if (!found) throw new Error(`no ${type} order came to ${name}`)
      return found as never
    },
    settle({ id, order }, error) {
      runner.report(order.session, {
        type: 'command.settled',
        command: id,
        ...(error && { error }),
      })
    },
    cut: () => pair?.cut(),
    die({ restarts = true } = {}) {
      alive = false
      launchable = restarts
      runner.live = []
      pair?.cut()
    },
  }
  return runner
}
