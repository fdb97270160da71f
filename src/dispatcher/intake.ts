import type { Fleet } from '../core/fleet.ts'
import type { Delta, Journaled } from '../core/report.ts'
import type { OwnReport } from '../core/receive.ts'
import { SaveFailed, type Held } from '../store/store.ts'
import type { World } from './dispatcher.ts'
import type { Draft } from './ledger.ts'
import type { Outbox } from './outbox.ts'
import { raw } from './readable.ts'
import { placeHeld, releaseHeld, route } from './route.ts'
import type { LineHooks } from './line-hooks.ts'
import type { Saver } from './saver.ts'

/** How long a report waits for its spawn before it is shown under a placeholder (ms). */
const placeAfter = 10_000
/** More than this held back for known sessions is placed at once: nothing is unbounded. */
const heldLimit = 5_000

type Hooks = Pick<
  LineHooks,
  'takenOf' | 'take' | 'deltas' | 'gap' | 'askAgain' | 'malformed' | 'unknown'
>

/** Takes what runners report: in order, each once, saved before it is seen. */
export type Intake = {
  /** What was held back before a restart. */
  load(held: readonly Held[]): void
  /** Forgets what it keeps in memory and cancels its timer. */
  forget(): void
  /** Puts a report about a root that no runner sent. */
  ownReport(draft: Draft, session: string, at: number, report: OwnReport): void
  hooks(
    runner: string,
    heard: (sessions: Iterable<string>) => void,
    show: (deltas: Delta[]) => void,
  ): Hooks
}

export function intake(parts: {
  world: Pick<World, 'store' | 'now' | 'later' | 'newId' | 'log'>
  fleet: Fleet
  outbox: Outbox
  saving: Saver
  transact: <T>(body: (draft: Draft) => T) => T
  counters: { malformed: number; unknown: number }
}): Intake {
  const { world, fleet, outbox, saving, transact, counters } = parts
  const { newId } = world
  let held: Held[] = []
  let cancel: (() => void) | null = null

  /** Runs `body` with a copy of what is held, which counts only once it is saved. */
  function routed(body: (draft: Draft, held: Held[]) => void) {
    const work = [...held]
    transact((draft) => body(draft, work))
    held = work
    if (held.length > heldLimit) place()
    if (held.length > 0) cancel ??= world.later(placeAfter, place)
  }

  function place() {
    cancel?.()
    cancel = null
    const roots = new Set(held.map(({ report }) => report.session))
    if (roots.size === 0) return
    try {
      routed((draft, work) => {
        for (const root of roots) placeHeld(draft, root, world.now(), { held: work, outbox, newId })
      })
    } catch (error) {
      if (!(error instanceof SaveFailed)) throw error
      saving.failed(error)
      cancel = world.later(placeAfter, place)
    }
  }

  function apply(runner: string, journal: string, reports: readonly Journaled[]) {
    const last = reports.at(-1)
    if (!last) return
    routed((draft, work) => {
      for (const report of reports) {
        if (route(draft, report, { held: work, outbox, newId })) continue
        counters.unknown += 1
        const one = { runner, report }
        draft.hold(one)
        if (draft.get(report.session)) work.push(one)
      }
      draft.offset({ runner, journal, seq: last.seq })
    })
  }

  /** All at once, or, where one of them cannot be applied, one by one: that one is kept raw. */
  function applyEach(runner: string, journal: string, reports: readonly Journaled[]) {
    const taken = takenOf(runner, journal)
    const fresh = reports.filter(({ seq }) => seq > taken)
    try {
      apply(runner, journal, fresh)
    } catch (error) {
      if (error instanceof SaveFailed) throw error
      for (const report of fresh) applyOne(runner, journal, report)
    }
  }

  function applyOne(runner: string, journal: string, report: Journaled) {
    try {
      apply(runner, journal, [report])
    } catch (error) {
      if (error instanceof SaveFailed) throw error
      counters.malformed += 1
      world.log('error', 'a report could not be applied', {
        runner,
        seq: report.seq,
        error: String(error),
      })
      apply(runner, journal, [raw(report, `the report could not be applied: ${String(error)}`)])
    }
  }

  function takenOf(runner: string, journal: string): number {
    const offset = world.store.offset(runner)
    return offset?.journal === journal ? offset.seq : 0
  }

  return {
    load(before) {
      held = before.filter(({ report }) => fleet.get(report.session) !== undefined)
      const roots = new Set(held.map(({ report }) => report.session))
      if (roots.size === 0) return
      routed((draft, work) => {
        for (const root of roots) releaseHeld(draft, root, undefined, { held: work, outbox, newId })
      })
    },
    forget() {
      held = []
      cancel?.()
      cancel = null
    },
    ownReport(draft, session, at, report) {
      const work = [...held]
      route(draft, { seq: 0, at, session, report }, { held: work, outbox, newId })
    },
    hooks(runner, heard, show) {
      let journalNow = ''
      let asked = -1
      return {
        takenOf(journal) {
          journalNow = journal
          return takenOf(runner, journal)
        },
        async take(journal, reports) {
          await saving.patiently(() => applyEach(runner, journal, reports))
          heard(new Set(reports.map(({ session }) => session)))
        },
        deltas(deltas) {
          const known = deltas.flatMap(({ child, ...delta }) => {
            const to = child === undefined ? delta.session : fleet.childOf(delta.session, child)?.id
            return to === undefined || !fleet.get(to) ? [] : [{ ...delta, session: to }]
          })
          heard(new Set(known.map(({ session }) => session)))
          if (known.length > 0) show(known)
        },
        askAgain(from) {
          if (asked === from) return false
          asked = from
          return true
        },
        async gap(from, to) {
          world.log('error', 'reports are gone for good', { runner, from, to })
          const journal = journalNow
          await saving.patiently(() =>
            transact((draft) => {
              for (const { id, child, live, runner: its } of fleet.all())
                if (child === null && live !== null && its === runner)
                  draft.add(id, world.now(), { type: 'gap.found', runner, from, to })
              draft.offset({ runner, journal, seq: to })
            }),
          )
        },
        malformed(line) {
          counters.malformed += 1
          world.log('warn', 'a runner sent what is no message', {
            runner,
            line: line.slice(0, 2_000),
          })
        },
        unknown(what) {
          counters.unknown += 1
          world.log('warn', 'a runner sent what this server does not know', { runner, what })
        },
      }
    },
  }
}
