import { isDeepStrictEqual } from 'node:util'
import type { FileDiff } from '../../core/item.ts'
import type { Lane } from '../telling/lane.ts'
import type { ItemNames } from '../telling/names.ts'
import { recent } from '../telling/recent.ts'
import { about, type Tell } from '../telling/tell.ts'
import { withChanges, type ToolItem } from '../telling/changes.ts'
import { newTool, patched } from './tool.ts'
import type { Wire } from '../telling/wire.ts'

export type Call = {
  readonly lane: Lane
  item: ToolItem
  /** How much of the output is on record; null while the item itself is not. */
  recorded: number | null
  /** What a beat has to record: more output, or another thing about it. */
  dirty: 'no' | 'grew' | 'changed'
  /** The output on record was replaced, so that fragments of the new one would not fit. */
  replaced: boolean
  /** Goes on when the turn is over, such as a subagent in the background. */
  background: boolean
}

export type Calls = {
  find(scope: string, wireId: string): Call | undefined
  /**
   * Takes a message about a call, known or not: one that begins ends the text before it. `scope` is the session in
   * which its id is unique.
   */
  patch(scope: string, wireId: string, lane: Lane, wire: Wire): Call
  /** Links a call with the subagent that it spawned. */
  spawned(call: Call, key: string): void
  /** The changes that a person is shown when asked for a call, where the call itself told none. */
  shown(call: Call, diffs: FileDiff[]): void
  /** Records at once what a call became. */
  record(call: Call): void
  /** No more will come of the open calls of a session. `failed`: they were cut off. */
  settle(lane: Lane, how: { failed: boolean; background: boolean }): void
  beat(): void
  dirty(): boolean
}

/** So many settled calls at least are remembered, for messages that come late. */
const limit = 100

/** Tool calls as items: a change of status is told at once, other changes on the beat, output as it grows. */
export function toolCalls(names: ItemNames, tell: Tell): Calls {
  const open = new Map<string, Call>()
  const settled = recent<Call>(limit)
  /** What a beat has to record. */
  const unrecorded = new Set<Call>()

  function record(call: Call): void {
    if (call.dirty === 'no') return
    const { id, output = '' } = call.item
    if (call.dirty === 'grew' && call.recorded !== null) {
      const text = output.slice(call.recorded)
      tell(
        about(call.lane.key, {
          type: 'item.grew',
          id,
          offset: call.recorded,
          text,
          settled: false,
        }),
      )
    } else {
      call.item = withChanges(call.item)
      tell(about(call.lane.key, { type: 'item.set', item: call.item }))
    }
    call.recorded = output.length
    call.dirty = 'no'
    call.replaced = false
    unrecorded.delete(call)
  }

  function changed(call: Call): void {
    call.dirty = 'changed'
    unrecorded.add(call)
  }

  function grow(call: Call, before: string, after: string): void {
    const fits = after.startsWith(before)
    call.dirty = fits && call.dirty !== 'changed' ? 'grew' : 'changed'
    call.replaced ||= !fits
    if (call.replaced) return
    const { id } = call.item
    const delta = {
      id,
      kind: 'tool' as const,
      offset: before.length,
      text: after.slice(before.length),
    }
    const { key } = call.lane
    tell({ delta: key === undefined ? delta : { child: key, ...delta } })
  }

  function keep(key: string, call: Call): void {
    open.delete(key)
    if (call.item.settled) return settled.set(key, call)
    settled.delete(key)
    open.set(key, call)
  }

  return {
    find: (scope, wireId) => open.get(keyOf(scope, wireId)) ?? settled.get(keyOf(scope, wireId)),
    patch(scope, wireId, lane, wire) {
      const key = keyOf(scope, wireId)
      const known = open.get(key) ?? settled.get(key)
      if (!known) lane.close()
      const call: Call = known ?? {
        lane,
        item: newTool(names.of(wireId)),
        recorded: null,
        dirty: 'changed',
        replaced: false,
        background: false,
      }
      const before = call.item
      call.item = patched(before, wire)
      if (!known || before.status !== call.item.status) {
        call.dirty = 'changed'
      } else {
        const { output: was = '', ...rest } = before
        const { output: is = '', ...now } = call.item
        if (!isDeepStrictEqual(rest, now)) call.dirty = 'changed'
        if (was !== is) grow(call, was, is)
      }
      if (!known || before.status !== call.item.status) record(call)
      else if (call.dirty !== 'no') unrecorded.add(call)
      keep(key, call)
      return call
    },
    spawned(call, key) {
      if (call.item.child === key) return
      call.item = { ...call.item, child: key, tool: 'spawn' }
      changed(call)
    },
    shown(call, diffs) {
      if (call.item.diffs || diffs.length === 0) return
      call.item = { ...call.item, diffs }
      changed(call)
    },
    record,
    settle(lane, { failed, background }) {
      for (const [key, call] of open) {
        if (call.lane !== lane || (call.background && !background)) continue
        // A call that was told neither done nor failed keeps its last word, unless its turn was cut off.
        const status = failed ? 'failed' : call.item.status
        call.item = { ...call.item, status, settled: true }
        call.dirty = 'changed'
        record(call)
        keep(key, call)
      }
    },
    beat() {
      for (const call of unrecorded) record(call)
    },
    dirty: () => unrecorded.size > 0,
  }
}

function keyOf(scope: string, wireId: string): string {
  return `${scope}\n${wireId}`
}
