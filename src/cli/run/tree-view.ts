import { recordedOf, type EventJson } from '../../contract/event.ts'
import type { Fleet } from '../../core/fleet.ts'
import type { Delta } from '../../core/report.ts'
import { lane, type Lane } from '../print/lane.ts'
import { safeLine } from '../print/safe.ts'
import type { Owner, Screen } from '../print/screen.ts'
import type { Style } from '../print/style.ts'

/** A tree of sessions on one screen: subagents indented under their spawn, with their title. */
export type TreeView = {
  events: (events: readonly EventJson[], tree: Fleet) => void
  deltas: (deltas: readonly Delta[], tree: Fleet) => void
  end: () => void
}

export function treeView(
  root: string,
  screen: Screen,
  style: Style,
  told: { asks: boolean },
): TreeView {
  const lanes = new Map<string, Lane>()

  function laneOf(id: string, tree: Fleet): Lane {
    const known = lanes.get(id)
    if (known) return known
    const own = id === root
    const made = lane(ownerOf(id, root, tree, style), screen, style, {
      asks: told.asks,
      turnEnds: !own,
    })
    lanes.set(id, made)
    return made
  }

  function foot() {
    screen.foot([...lanes.values()].flatMap((each) => each.running()).slice(-12))
  }

  return {
    events(events, tree) {
      for (const json of events) {
        const event = recordedOf(json)
        laneOf(event.sessionId, tree).event(event)
        // A subagent that is over may begin again, then with a new lane.
        if (event.type === 'turn.ended' && event.sessionId !== root) lanes.delete(event.sessionId)
      }
      foot()
    },
    deltas(deltas, tree) {
      for (const delta of deltas) laneOf(delta.session, tree).delta(delta)
      foot()
    },
    end() {
      screen.foot([])
      for (const each of lanes.values()) each.end()
    },
  }
}

function ownerOf(id: string, root: string, tree: Fleet, style: Style): Owner {
  if (id === root) return { id, prefix: '', header: null }
  let depth = 0
  for (let at = tree.get(id); at && at.id !== root && depth < 20; depth++)
    at = at.parentId === null ? undefined : tree.get(at.parentId)
  const indent = '  '.repeat(Math.max(0, depth - 1))
  const title = safeLine(tree.get(id)?.title ?? '') || 'subagent'
  return {
    id,
    prefix: style.dim(`${indent}  │ `),
    header: `${style.dim(`${indent}  ↳ `)}${style.bold(title)}`,
  }
}
