import type { AgentError, Outcome } from '../../core/report.ts'
import type { ToldUsage } from '../../core/usage.ts'
import { about, type Tell } from '../telling/tell.ts'

export type ChildEnd = {
  outcome: Outcome
  error?: AgentError
  usage?: ToldUsage
  output?: string
}

export type Child = {
  readonly key: string
  /** The key of its parent; undefined for the agent itself. */
  readonly parent: string | undefined
  phase: 'announced' | 'running' | 'over'
  name?: string
  /** What it was asked last. */
  prompt?: string
  /** The prompt was told with a start, or as a message while it ran. */
  prompted: boolean
  /** What it gave back last. */
  output?: string
  toolUse?: string
  background?: boolean
  /** The agent takes a cancel for this child alone. */
  cancellable: boolean
  startedAt: number
  restedAt: number
  /** A start or an end that waits for the message which belongs to it and comes right after. */
  held: 'start' | ChildEnd | null
}

export type Children = {
  get(key: string): Child | undefined
  /** The child of this key, announced now if it was not known. */
  announce(key: string, parent: string | undefined): Child
  rename(child: Child, name: string): void
  /** It runs. Told at the next `flush`, or as soon as its prompt is known. */
  start(child: Child): void
  /** It rests. Told at the next `flush`, or as soon as its output is known. */
  end(child: Child, end: ChildEnd): void
  /** Tells what was held back about these children, or about all. */
  flush(which?: (child: Child) => boolean): void
  holding(): boolean
}

/**
 * The tree of subagents. An agent announces a child and sends its prompt as the next message, and likewise
 * its end and its output: both are told as one report, so a start or an end waits for what comes next.
 */
export function childTree(options: {
  tell: Tell
  now: () => number
  /** What it gave back, where no message said so. */
  outputOf: (child: Child) => string | undefined
  /** A child rests: nothing more of its run will come. */
  onOver: (child: Child, end: ChildEnd) => void
}): Children {
  const { tell, now } = options
  const children = new Map<string, Child>()
  const held = new Set<Child>()

  function tellStart(child: Child): void {
    child.held = null
    held.delete(child)
    child.phase = 'running'
    const { key, parent, toolUse, name, prompt, background } = child
    tell({
      report: {
        type: 'child.started',
        key,
        ...(parent !== undefined && { parent }),
        ...(toolUse !== undefined && { toolUse }),
        ...(name !== undefined && { name }),
        ...(prompt !== undefined && !child.prompted && { prompt }),
        ...(background !== undefined && { background }),
      },
    })
    child.prompted = true
  }

  function tellEnd(child: Child, end: ChildEnd): void {
    child.held = null
    held.delete(child)
    child.phase = 'over'
    options.onOver(child, end)
    const output = end.output ?? child.output ?? options.outputOf(child)
    delete child.output
    tell({
      report: {
        type: 'child.ended',
        key: child.key,
        ...end,
        ...(output !== undefined && { output }),
        durationMs: Math.max(0, child.restedAt - child.startedAt),
      },
    })
  }

  function tellHeld(child: Child): void {
    if (child.held === 'start') tellStart(child)
    else if (child.held) tellEnd(child, child.held)
  }

  return {
    get: (key) => children.get(key),
    announce(key, parent) {
      const known = children.get(key)
      if (known) return known
      const child: Child = {
        key,
        parent,
        phase: 'announced',
        prompted: false,
        cancellable: false,
        startedAt: now(),
        restedAt: now(),
        held: null,
      }
      children.set(key, child)
      return child
    },
    rename(child, name) {
      if (child.name === name) return
      child.name = name
      if (child.phase !== 'announced')
        tell(about(child.key, { type: 'agent.changed', title: name }))
    },
    start(child) {
      if (child.held && child.held !== 'start') tellHeld(child)
      if (child.phase === 'running' || child.held === 'start') return
      child.startedAt = now()
      child.held = 'start'
      held.add(child)
      if (child.prompt !== undefined && !child.prompted) tellStart(child)
    },
    end(child, end) {
      if (child.held === 'start' || child.phase === 'announced') tellStart(child)
      if (child.phase === 'over' || child.held) return
      child.restedAt = now()
      child.held = end
      held.add(child)
      if (end.output !== undefined || child.output !== undefined) tellEnd(child, end)
    },
    flush(which = () => true) {
      for (const child of held) if (which(child)) tellHeld(child)
    },
    holding: () => held.size > 0,
  }
}
