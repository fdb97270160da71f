import { firstClause } from './clause.ts'
import type { Recorded } from './event.ts'
import { agentChanged, agentReady, agentRequested, agentStarted, exited } from './evolve-agent.ts'
import { answered, askOpened, withRule } from './evolve-ask.ts'
import { childIdentified, closed, configured, created, renamed } from './evolve-created.ts'
import { withGrowth, withItem } from './evolve-item.ts'
import {
  promptGone,
  promptEdited,
  promptQueued,
  promptRefused,
  promptSent,
} from './evolve-prompt.ts'
import { heard } from './evolve-state.ts'
import { interruptAsked, stopAsked, turnEnded, turnStarted } from './evolve-turn.ts'
import { atRest, type Session } from './session.ts'

/**
 * The next state of a session. Pure and total: the server and the browser fold the same events
 * to the same session. `undefined` stands for a session nobody has heard of.
 */
export function evolve(before: Session | undefined, event: Recorded): Session {
  if (before === undefined) {
    if (event.type === 'session.created') return created(event)
    throw new Error(
      `event ${event.seq} (${event.type}) of session ${event.sessionId} has no session`,
    )
  }
  const after = folded(before, event)
  return {
    ...after,
    now: atRest(after) ? null : after.now,
    version: event.version,
    lastSeq: event.seq,
    updatedAt: Math.max(before.updatedAt, event.at),
  }
}

function folded(s: Session, e: Recorded): Session {
  switch (e.type) {
    case 'session.created':
    case 'switch.asked':
    case 'switch.refused':
    case 'gap.found':
      return s
    case 'child.identified':
      return childIdentified(s, e)
    case 'session.renamed':
      return renamed(s, e)
    case 'session.configured':
      return configured(s, e)
    case 'session.closed':
      return closed(s, e)
    case 'seen.marked':
      return { ...s, seen: true }

    case 'prompt.queued':
      return promptQueued(s, e)
    case 'prompt.edited':
      return promptEdited(s, e)
    case 'prompt.dropped':
    case 'prompt.steered':
      return promptGone(s, e)
    case 'prompt.sent':
      return promptSent(s, e)
    case 'prompt.refused':
      return promptRefused(s, e)

    case 'queue.released':
      return { ...s, held: false }

    case 'agent.requested':
      return agentRequested(s, e)
    case 'agent.started':
      return agentStarted(s, e)
    case 'agent.ready':
      return agentReady(s, e)
    case 'agent.changed':
      return agentChanged(s, e)
    case 'agent.exited':
      return exited(s, e)

    case 'turn.started':
      return turnStarted(s, e)
    case 'turn.ended':
      return turnEnded(s, e)
    case 'interrupt.asked':
      return interruptAsked(s, e)
    case 'stop.asked':
      return stopAsked(s, e)

    case 'item.set':
      return heard(withItem(s, e.item, e.at))
    case 'item.grew':
      return heard(withGrowth(s, e))
    case 'context.measured':
      return heard({ ...s, context: { used: e.used, size: e.size } })
    case 'wire.unknown':
      return heard({ ...s, unknownWire: s.unknownWire + 1 })

    case 'ask.opened':
      return askOpened(s, e)
    case 'ask.answered':
      return answered(s, e)
    case 'rule.added':
      return withRule(s, e.rule)

    case 'signal.lost':
      // Where no agent lives there is nothing to be heard.
      return s.live === null ? s : { ...s, signal: 'none', silence: firstClause(e.reason, 200) }
    case 'signal.found':
      return heard(s)
    default:
      return unknown(s, e)
  }
}

/** An event of a newer version, in a browser tab older than its server: it changes nothing here. */
function unknown(s: Session, _event: never): Session {
  return s
}
