import { setImmediate } from 'node:timers/promises'
import { isTighter, type Answer, type Permission, type Rule, type Setting } from '../core/ask.ts'
import type { Attachment } from '../core/event.ts'
import type { Delta, Exit, Report } from '../core/report.ts'
import type { Agent, Told } from '../providers/provider.ts'
import { asks, type Standing } from './asks.ts'
import { busy } from './busy.ts'
import type { Gate } from './debts.ts'
import { fragments } from './fragments.ts'
import type { Entry } from './journal/journal.ts'

export type LiveAgent = {
  readonly session: string
  readonly run: string
  /** It was told to end: nothing more can be asked of it. */
  stopping(): boolean
  busy(): boolean
  /** Forwards what it tells until it is gone, reaps what it left, and tells its exit. Never rejects. */
  watch(): Promise<void>
  prompt(turn: string, prompt: string, text: string, attachments?: readonly Attachment[]): void
  steer(prompt: string, text: string, attachments?: readonly Attachment[]): void
  interrupt(): void
  stopChild(key: string): void
  /** False: it does not wait for this answer. */
  answer(ask: string, answer: Answer): boolean
  /** Adds a standing rule. What it answers at once is to be recorded first, and given by the call that comes back. */
  rule(rule: Rule): Answered
  /** Another permission than that of its start, which it knows of already. */
  permit(permission: Permission): void
  /** Resolves when it goes on with it; rejects with one line where it does not. */
  switch(to: Setting): Promise<Answered>
  stop(cause: 'stopped' | 'released'): void
  /** Our own handling of it failed: it ends, the others go on. The first fault is told. */
  fault(error: unknown): void
}

/** What is to be recorded first, and what is to be called then. */
export type Answered = { entries: Entry[]; after: () => void }

export type LiveAgentOptions = {
  agent: Agent
  session: string
  run: string
  permission: Permission
  rules: readonly Rule[]
  now: () => number
  save: (entries: readonly Entry[]) => Promise<void>
  deltas: (deltas: Delta[]) => void
  /** The gate of this session: one noisy agent puts no other behind its own backlog. */
  room: (session: string) => Gate
  /** Ends what is left of this run when its agent is gone. */
  reap: () => Promise<unknown>
  onTrouble: (message: string) => void
}

/** One agent process and what the runner knows of it. */
export function liveAgent(options: LiveAgentOptions): LiveAgent {
  const { agent, session, run, now, save } = options
  const open = asks(options.permission, options.rules)
  const work = busy()
  let stopping = false
  /** The person wants its end. */
  let stopped = false
  let fault: string | null = null
  let faulted: () => void = () => undefined
  const failed = new Promise<null>((resolve) => (faulted = () => resolve(null)))

  function entry(report: Report, child?: string): Entry {
    return { at: now(), session, ...(child !== undefined && { child }), report }
  }

  function answered({ id, child, answer, by }: Standing): Entry {
    return entry({ type: 'ask.answered', id, answer, by }, child)
  }

  function givenBy(answers: readonly Standing[]): Answered {
    return {
      entries: answers.map(answered),
      after: () => {
        for (const { id, answer } of answers) agent.answer(id, answer)
      },
    }
  }

  /** Nothing waits for an agent that is no more. */
  async function gone(): Promise<never> {
    throw new Error(`Its agent is gone: ${(await agent.exited).message}`)
  }

  async function take(batch: Told[]): Promise<void> {
    const entries: Entry[] = []
    const pieces = fragments()
    const answers: Standing[] = []
    for (const told of batch) {
      if ('delta' in told) {
        pieces.put([{ session, ...told.delta }])
        continue
      }
      const { child } = told
      const report = stopped ? asStopped(told.report) : told.report
      pieces.told(session, child, report)
      entries.push(entry(report, child))
      work.note(report, child)
      const standing = open.note(report, child)
      if (!standing) continue
      entries.push(answered(standing))
      answers.push(standing)
    }
    if (entries.length > 0) await save(entries)
    for (const { id, answer } of answers) agent.answer(id, answer)
    const deltas = pieces.take()
    if (deltas.length > 0) options.deltas(deltas)
  }

  async function forward(): Promise<void> {
    const room = options.room(session)
    for await (const batch of agent) {
      if (fault !== null) return
      await take(batch)
      // One noisy agent delays no other: the rest of the runner has its turn between two batches.
      await setImmediate()
      await room(batch.length)
    }
  }

  function end(cause: 'stopped' | 'released' | 'protocol'): void {
    stopping = true
    stopped ||= cause === 'stopped'
    agent.stop(cause).catch((error: unknown) => {
      options.onTrouble(`Agent ${run} could not be stopped: ${String(error)}.`)
    })
  }

  function blame(error: unknown): void {
    fault ??= `Signalbox failed to handle it: ${error instanceof Error ? error.message : String(error)}`
    options.onTrouble(`Agent ${run}: ${error instanceof Error ? error.stack : String(error)}`)
    faulted()
    end('protocol')
  }

  async function reaped(): Promise<void> {
    try {
      await agent.exited
      await options.reap()
    } catch (error) {
      options.onTrouble(`What agent ${run} left could not be reaped: ${String(error)}.`)
    }
  }

  return {
    session,
    run,
    stopping: () => stopping,
    busy: work.now,
    async watch() {
      const swept = reaped()
      // A reader that hangs after a fault must not hold up the exit.
      await Promise.race([forward().catch(blame), failed])
      const exit = await agent.exited
      stopping = true
      await swept
      await save([entry({ type: 'agent.exited', run, exit: exitOf(exit, fault) })])
    },
    prompt(turn, prompt, text, attachments) {
      work.asked()
      agent.prompt(turn, prompt, text, attachments)
    },
    steer: (prompt, text, attachments) => agent.steer(prompt, text, attachments),
    interrupt: () => agent.interrupt(),
    stopChild: (key) => agent.stopChild(key),
    answer(ask, answer) {
      open.answered(ask)
      return agent.answer(ask, answer)
    },
    rule: (rule) => givenBy(open.rule(rule)),
    permit: (permission) => open.permit(permission),
    async switch(to) {
      const before = open.permission()
      const next = 'permission' in to ? to.permission : before
      // Less holds here at once, more only when the agent took it.
      if (isTighter(next, before)) open.permit(next)
      try {
        await Promise.race([agent.switch(to), gone()])
      } catch (error) {
        open.permit(before)
        throw error
      }
      open.permit(next)
      return givenBy(open.allowed())
    },
    stop: end,
    fault: blame,
  }
}

/** An agent that is stopped is interrupted first and says so: what ended it is the stop. */
function asStopped(report: Report): Report {
  const ends = report.type === 'turn.ended' || report.type === 'child.ended'
  return ends && report.outcome === 'interrupted' ? { ...report, outcome: 'stopped' } : report
}

/** A fault of ours is the cause, unless the end was asked for before it. */
function exitOf(exit: Exit, fault: string | null): Exit {
  if (fault === null || exit.cause === 'stopped' || exit.cause === 'released') return exit
  return { ...exit, cause: 'protocol', message: fault }
}
