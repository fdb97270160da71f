import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { memoryStore } from '../src/store/memory.ts'
import { sqliteStore } from '../src/store/sqlite/open.ts'
import { SaveFailed, type EventStore, type Write } from '../src/store/store.ts'
import { answersOf } from './checks/store/answers.ts'
import { bookOf, closed, created, emptyWrite, heldFor } from './checks/store/book.ts'
import { projectAt } from './checks/store/projects.ts'
import { orderFor, said, turnEnded, type Entry } from './checks/store/book.ts'

const parents: Record<string, { id: string; rootId: string }> = {
  a1: { id: 'a', rootId: 'a' },
  a2: { id: 'a1', rootId: 'a' },
  b1: { id: 'b', rootId: 'b' },
}
const ids = ['a', 'b', 'c', ...Object.keys(parents)]
const id = fc.constantFrom(...ids)
const few = fc.integer({ min: 1, max: 4 })
const text = fc.string({ unit: 'binary', maxLength: 12 })
const at = fc.integer({ min: 1000, max: 1020 })
const runner = fc.constantFrom('here', 'there')
const some = <T>(each: fc.Arbitrary<T>, maxLength = 2) => fc.array(each, { maxLength })

const step = fc.oneof(
  fc.record({ id, text }).map(({ id, text }) => said(id, text)),
  // Costs in quarters: sums of those are exact, whatever their order.
  fc
    .record({ id, turn: few, costUsd: fc.constantFrom(null, 0.25, 0.5), at })
    .map(({ id, turn, costUsd, at }) => turnEnded(id, `t${turn}`, { costUsd, inputTokens: 3 }, at)),
  fc.record({ id, at }).map(({ id, at }) => closed(id, at)),
)

const over = fc.record({
  offsets: some(fc.record({ runner, journal: text, seq: few })),
  orders: fc.record({
    add: some(fc.tuple(few, id, runner).map(([n, id, runner]) => orderFor(`o${n}`, id, runner))),
    settle: some(few.map((n) => `o${n}`)),
  }),
  held: fc.record({
    add: some(fc.tuple(few, id, text).map(([seq, id, text]) => heldFor(seq, id, text))),
    release: some(fc.record({ runner, seq: few })),
  }),
  logs: some(fc.record({ sessionId: id, at, text, dropped: few }), 90),
  notices: some(
    fc.record({
      seq: few,
      at,
      sessionId: id,
      kind: fc.constant('failed' as const),
      title: text,
      project: fc.option(text),
      text,
    }),
  ),
})

/** What is done to both stores; `skew` makes a write's numbers wrong. */
const deed = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ steps: some(step, 5), over, skew: fc.constantFrom(0, 0, 0, 1, -1) }),
  },
  { weight: 1, arbitrary: fc.record({ remove: some(id, 4) }) },
  { weight: 1, arbitrary: fc.record({ env: fc.dictionary(text, text), id }) },
  { weight: 1, arbitrary: fc.record({ project: few, place: few, name: text, addedAt: at }) },
  { weight: 1, arbitrary: fc.record({ group: few, name: text, addedAt: at }) },
  { weight: 1, arbitrary: fc.record({ noProject: few, noGroup: few }) },
)

type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

function outcome(write: () => void): string {
  try {
    write()
    return 'saved'
  } catch (error) {
    if (error instanceof SaveFailed) return error.reason
    throw error
  }
}

const home = mkdtempSync(join(tmpdir(), 'signalbox-agreement-'))
afterAll(() => rmSync(home, { recursive: true }))

test('whatever is written and removed, the store on disk answers as the one in memory', () => {
  let file = 0
  const same = (deeds: Deed[]) => {
    const path = join(home, `${++file}.db`)
    const memory = memoryStore()
    let disk = sqliteStore(path)
    const book = bookOf(memory)
    const both = (write: (store: EventStore) => void) => {
      const told = outcome(() => write(memory))
      expect(outcome(() => write(disk))).toBe(told)
      return told
    }
    for (const done of deeds) {
      if ('steps' in done) {
        const write = skewed(book.draft(begun(done.steps, book.knows), done.over), done.skew)
        if (both((store) => store.write(write)) === 'saved') book.written(write)
      } else if ('remove' in done) {
        both((store) => store.remove(done.remove))
        book.forget(done.remove)
      } else if ('env' in done) both((store) => store.putEnv(done.id, done.env))
      else if ('project' in done) {
        const { project, place, name, addedAt } = done
        const group = `g${place}`
        const put = projectAt(`/w/${place}`, { id: `p${project}`, name, addedAt, group })
        both((store) => store.putProject(put))
      } else if ('group' in done) both((store) => store.putGroup({ ...done, id: `g${done.group}` }))
      else
        both((store) => {
          store.removeProject(`p${done.noProject}`)
          store.removeGroup(`g${done.noGroup}`)
        })
    }
    const answers = answersOf(memory, ids)
    expect(answersOf(disk, ids)).toEqual(answers)
    disk.close()
    disk = sqliteStore(path)
    expect(answersOf(disk, ids)).toEqual(answers)
    disk.close()
  }
  fc.assert(fc.property(fc.array(deed, { minLength: 3, maxLength: 25 }), same), { numRuns: 40 })
})

/** The same steps, with the creation of each session that they are the first to touch. */
function begun(steps: Entry[], knows: (id: string) => boolean): Entry[] {
  const touched = new Set<string>()
  return steps.flatMap((entry) => {
    const first = !knows(entry.id) && !touched.has(entry.id)
    touched.add(entry.id)
    return first ? [created(entry.id, parents[entry.id]), entry] : [entry]
  })
}

function skewed(write: Write, by: number): Write {
  const events = write.events.map((event) => ({ ...event, seq: event.seq + by }))
  return emptyWrite({ ...write, events })
}
