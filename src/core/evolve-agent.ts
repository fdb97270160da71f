import { clipped } from './clause.ts'
import { titleOf } from './evolve-created.ts'
import { heard, inState, isClosed, reasonOf, type Of } from './evolve-state.ts'
import { atRest, type Session } from './session.ts'
import { traceMark } from './trace.ts'
import { noTotals } from './usage.ts'

export function agentRequested(s: Session, e: Of<'agent.requested'>): Session {
  if (isClosed(s)) return s
  const state = s.state === 'starting' ? 'starting' : 'resuming'
  return {
    ...heard(inState(s, e, state, requestReason(e))),
    runner: e.runner,
    live: { run: e.run, ready: false, pid: null, stopping: false },
    // Whatever an agent before it left open is over.
    ...workLeft(s),
    attempts: e.by === 'policy' ? e.attempt : 0,
    held: e.by === 'policy' && s.held,
    error: null,
    exit: null,
  }
}

function requestReason(e: Of<'agent.requested'>): string {
  const again = e.attempt > 1 ? ` (attempt ${e.attempt})` : ''
  if (e.resume === null) return `starting the agent${again}`
  return `${e.by === 'person' ? 'resuming' : 'resuming by policy'}${again}`
}

export function agentStarted(s: Session, e: Of<'agent.started'>): Session {
  if (s.live?.run !== e.run) return s
  const started = { ...s, live: { ...s.live, pid: e.pid } }
  const comingUp = (s.state === 'starting' || s.state === 'resuming') && !s.live.stopping
  return heard(comingUp ? inState(started, e, s.state, `process ${e.pid} started`) : started)
}

export function agentReady(s: Session, e: Of<'agent.ready'>): Session {
  if (s.live?.run !== e.run) return s
  const ready: Session = {
    ...s,
    live: { ...s.live, ready: true },
    can: e.can,
    resumeToken: e.token ?? s.resumeToken,
    ...(s.fork && { fork: { ...s.fork, from: null } }),
    model: e.model ?? s.model,
    mode: e.mode ?? s.mode,
    // A new provider session counts from zero, a fork from what the other one spent.
    totals:
      e.continuity === 'new'
        ? noTotals
        : { ...s.totals, ...(e.spentUsd !== undefined && { costUsd: e.spentUsd }) },
  }
  const comingUp = s.state === 'starting' || s.state === 'resuming'
  if (!comingUp || s.live.stopping) return heard(ready)
  const cutOff =
    e.continuity !== 'new' && (s.lastOutcome === 'crashed' || s.lastOutcome === 'stopped')
  const reason = `${readyReason[e.continuity]}${cutOff ? '; its last turn was cut off' : ''}`
  // Who brought it back knows of it; what came back by itself is to be looked at.
  return heard({ ...inState(ready, e, 'idle', reason), seen: !cutOff || s.attempts === 0 })
}

const readyReason = {
  new: 'ready for a prompt',
  same: 'resumed: the same provider session',
  fork: 'a fork: it goes on from a copy, under another session id of the provider',
  unproved: 'resumed, but the agent gave no proof that it is the same session',
}

/** What the agent says of itself. A title that the person gave is not replaced. */
export function agentChanged(s: Session, e: Of<'agent.changed'>): Session {
  return heard({
    ...s,
    model: e.model ?? s.model,
    mode: e.mode ?? s.mode,
    title: e.title === undefined || s.named ? s.title : titleOf(e.title),
    commands: e.commands?.slice(0, 200).map((command) => clipped(command, 100)) ?? s.commands,
  })
}

/** What is left when an agent is gone. What was sent and never begun waits for the next one. */
function workLeft(s: Session): Pick<Session, 'turn' | 'sent' | 'queue' | 'asks' | 'calls'> {
  const queue = isClosed(s) ? [] : [...s.sent.map(({ prompt }) => prompt), ...s.queue]
  return { turn: null, sent: [], queue, asks: [], calls: [] }
}

export function exited(s: Session, e: Of<'agent.exited'>): Session {
  if (s.live?.run !== e.run) return s
  const { exit } = e
  const gone: Session = heard({
    ...s,
    live: null,
    ...workLeft(s),
    exit: {
      ...exit,
      message: clipped(exit.message, 2000),
      stderr: exit.stderr.length > 4096 ? exit.stderr.slice(-4096) : exit.stderr,
    },
  })
  const restsOn = (): Session =>
    s.state === 'idle' || !atRest(s)
      ? inState(gone, e, 'idle', 'at rest; the next prompt resumes it')
      : gone
  switch (exit.cause) {
    case 'released':
      return restsOn()
    case 'stopped':
      if (s.live.stopping)
        return { ...inState(gone, e, 'stopped', 'stopped by the person'), seen: true }
      // Nobody meant this session: all agents of its runner were told to end.
      if (s.turn === null && s.sent.length === 0 && s.asks.length === 0 && s.live.ready)
        return restsOn()
      return {
        ...inState(gone, e, 'stopped', 'stopped with its runner; its turn was cut off'),
        seen: false,
      }
    case 'exited':
    case 'signalled':
    case 'spawn-failed':
    case 'protocol':
    case 'not-resumed':
    case 'runner-gone':
      if (isClosed(s)) return gone
      return {
        ...inState(gone, e, 'crashed', reasonOf(exit.message, 'the agent is gone')),
        lastOutcome: s.turn || s.sent.length > 0 ? 'crashed' : s.lastOutcome,
        seen: false,
        trace: traceMark(s.trace, e.at, e.at, 'c'),
      }
  }
}
