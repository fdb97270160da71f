import { recordedOf, type EventJson } from '../../contract/event.ts'
import type { Fleet } from '../../core/fleet.ts'
import type { Delta } from '../../core/report.ts'
import { lane, type Lane } from '../print/lane.ts'
import { depthOf, footLines } from './foot.ts'
import { safeLine } from '../print/safe.ts'
import type { Owner, Screen } from '../print/screen.ts'
import type { Style } from '../print/style.ts'

/** A tree of sessions on one screen: subagents indented under their spawn, with their title. */
export type TreeView = {
  events: (events: readonly EventJson[], tree: Fleet) => void
  deltas: (deltas: readonly Delta[], tree: Fleet) => void
  /** Time went by: what goes on is told anew. */
  tick: (tree: Fleet) => void
  end: () => void
}

export function treeView(
  root: string,
  screen: Screen,
  style: Style,
  told: { asks: boolean; now: () => number },
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

  const foot = (tree: Fleet) => {
    const now = told.now()
    return footLines(tree, root, (id) => lanes.get(id)?.running(now) ?? [], style, now)
  }

  return {
    events(events, tree) {
      screen.together(() => {
        for (const json of events) {
          const event = recordedOf(json)
          laneOf(event.sessionId, tree).event(event)
          // A subagent that is over may begin again, then with a new lane.
          if (event.type === 'turn.ended' && event.sessionId !== root) lanes.delete(event.sessionId)
        }
        return foot(tree)
      })
    },
    deltas(deltas, tree) {
      screen.together(() => {
        for (const delta of deltas)
          // One that comes late is of a text that is told: with its lane went what was known of it.
          if (lanes.has(delta.session) || tree.get(delta.session)?.turn)
            laneOf(delta.session, tree).delta(delta)
        return foot(tree)
      })
    },
    tick: (tree) => screen.foot(foot(tree)),
    end() {
      screen.foot([])
      for (const each of lanes.values()) each.end()
    },
  }
}

function ownerOf(id: string, root: string, tree: Fleet, style: Style): Owner {
  if (id === root) return { id, prefix: '', header: null }
  const indent = '  '.repeat(Math.max(0, depthOf(id, root, tree) - 1))
  const title = safeLine(tree.get(id)?.title ?? '') || 'subagent'
  return {
    id,
    prefix: style.dim(`${indent}  │ `),
    header: `${style.dim(`${indent}  ↳ `)}${style.bold(title)}`,
  }
}
