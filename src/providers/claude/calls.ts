import type { Lane } from '../telling/lane.ts'
import type { ItemNames } from '../telling/names.ts'
import { about, type Tell } from '../telling/tell.ts'
import { withChanges, type ToolItem } from '../telling/changes.ts'
import { asObject, asText } from '../telling/wire.ts'
import { isSpawn, kindOf, madeDiffs, outputOf, stopped, titleOf } from './tool.ts'

export type Call = { readonly lane: Lane; item: ToolItem }

export type Calls = {
  get(id: string): Call | undefined
  /** Whether a call was told with its whole input. */
  known(id: string): boolean
  /** The model began to write a call; its input is not known yet. */
  announced(lane: Lane, id: string, name: string): void
  /** A call with its whole input. */
  made(lane: Lane, id: string, name: string, input: unknown): Call
  /** A call gave back. `result` is its structured result, where there is one. */
  returned(id: string, content: unknown, failed: boolean, result: unknown): Call | undefined
  /** A command that runs has written more. */
  wrote(id: string, text: string): void
  /** Links a call with the subagent that it spawned. */
  spawned(id: string, key: string): void
  /** No more will come of the open calls of a lane. */
  settle(lane: Lane, failed: boolean): void
}

/** How many settled calls are remembered. */
const limit = 200

/** Tool calls as items. Each is told when it is announced, made, and over. */
export function claudeCalls(options: { names: ItemNames; tell: Tell; cwd: () => string }): Calls {
  const { names, tell, cwd } = options
  const calls = new Map<string, Call>()

  function record(call: Call): void {
    call.item = withChanges(call.item)
    tell(about(call.lane.key, { type: 'item.set', item: call.item }))
  }

  function begun(lane: Lane, id: string, name: string): Call {
    const call: Call = {
      lane,
      item: {
        id: names.of(id),
        settled: false,
        kind: 'tool',
        name,
        tool: kindOf(name),
        title: name,
        status: 'pending',
      },
    }
    calls.set(id, call)
    if (calls.size > limit)
      for (const [old, { item }] of calls) if (item.settled) return (calls.delete(old), call)
    return call
  }

  return {
    get: (id) => calls.get(id),
    known: (id) => (calls.get(id)?.item.status ?? 'pending') !== 'pending',
    announced(lane, id, name) {
      if (!calls.has(id)) record(begun(lane, id, name))
    },
    made(lane, id, name, input) {
      const call = calls.get(id) ?? begun(lane, id, name)
      if (call.item.settled) return call
      const title = titleOf(name, input, cwd())
      call.item = { ...call.item, title, status: 'running', input }
      record(call)
      return call
    },
    returned(id, content, failed, result) {
      const call = calls.get(id)
      if (!call || call.item.settled) return call
      const told = outputOf(content)
      const written = told === stopped ? call.item.output : undefined
      const output = written === undefined ? told : `${written.trimEnd()}\n${told}`
      const diffs = failed ? [] : madeDiffs(call.item.name, asObject(result) ?? {})
      call.item = {
        ...call.item,
        settled: true,
        status: failed ? 'failed' : 'completed',
        ...(!isSpawn(call.item.name) && output !== '' && { output }),
        ...(isSpawn(call.item.name) && spawnOutput(output, failed, result)),
        ...(diffs.length > 0 && { diffs }),
      }
      record(call)
      return call
    },
    wrote(id, text) {
      const call = calls.get(id)
      if (!call || call.item.settled || text === '') return
      const before = call.item.output ?? ''
      call.item = { ...call.item, output: before + text }
      const grew = { id: call.item.id, offset: before.length, text, settled: false }
      tell(about(call.lane.key, { type: 'item.grew', ...grew }))
    },
    spawned(id, key) {
      const call = calls.get(id)
      if (!call || call.item.child === key) return
      call.item = { ...call.item, child: key }
      record(call)
    },
    settle(lane, failed) {
      for (const call of calls.values()) {
        if (call.lane !== lane || call.item.settled) continue
        call.item = { ...call.item, settled: true, ...(failed && { status: 'failed' }) }
        record(call)
      }
    },
  }
}

/** What Claude Code notes for the model above a report. */
const notes = /^<(tools-used-before-summary)>[^]*?<\/\1>\s*/

/** What a subagent hands back is framed by words for the model; its report alone is for the person. */
function spawnOutput(text: string, failed: boolean, result: unknown): { output?: string } {
  if (failed) return { output: text }
  const { status, content } = asObject(result) ?? {}
  if (status === 'async_launched') return {}
  const report = (asText(content) ?? outputOf(content)).replace(notes, '')
  return report === '' ? {} : { output: report }
}
