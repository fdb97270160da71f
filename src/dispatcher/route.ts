import { advance } from '../core/decide.ts'
import type { SessionEvent } from '../core/event.ts'
import {
  carriedOut,
  childEnded,
  outcomeOfExit,
  receive,
  refused,
  type OwnReport,
} from '../core/receive.ts'
import type { Journaled, Report } from '../core/report.ts'
import type { Session } from '../core/session.ts'
import type { Held } from '../store/store.ts'
import type { Draft } from './ledger.ts'
import type { Outbox } from './outbox.ts'

/** What routing needs beside the draft: what is held back, what is under way, and new ids. */
export type Routing = {
  /** All that is held back now; what a draft releases is taken out at once. */
  held: Held[]
  outbox: Outbox
  newId: () => string
}

/**
 * Routes one report to the session it is about and puts the events it makes into the draft.
 * False: it is about a session or subagent that is not known yet, and nothing was done. The caller
 * holds it then: it is never dropped, and a subagent's never lands in its parent's transcript.
 */
export function route(draft: Draft, journaled: Journaled, routing: Routing): boolean {
  const { report } = journaled
  if (report.type === 'command.settled') {
    settled(draft, journaled, report, routing)
    return true
  }
  const root = draft.get(journaled.session)
  if (root === undefined) return false
  const taken = routed(draft, root, journaled, routing)
  goOn(draft, root.id, journaled.at, routing)
  return taken
}

function routed(draft: Draft, root: Session, journaled: Journaled, routing: Routing): boolean {
  const { report, at } = journaled
  if (report.type === 'command.settled') return true
  if (report.type === 'log') {
    draft.log({ sessionId: root.id, at, text: report.text, dropped: report.dropped ?? 0 })
    return true
  }
  if (report.type === 'child.started') return childStarted(draft, root, journaled, report, routing)
  if (report.type === 'child.ended') {
    const child = draft.childOf(root.id, report.key)
    if (child) put(draft, child.id, at, childEnded(child, report))
    return child !== undefined
  }
  return own(draft, root, journaled, report, routing)
}

/** Puts what a session does next by itself into the draft: see `advance`. */
export function goOn(
  draft: Draft,
  id: string,
  at: number,
  { newId, outbox }: Pick<Routing, 'newId' | 'outbox'>,
): void {
  const session = draft.get(id)
  if (!session) return
  const { events, orders } = advance(session, newId)
  for (const event of events) draft.add(id, at, event)
  for (const order of orders) draft.order(outbox.pending(session.runner, order, at))
}

function put(draft: Draft, id: string, at: number, events: readonly SessionEvent[]): void {
  for (const event of events) draft.add(id, at, event)
}

function own(
  draft: Draft,
  root: Session,
  journaled: Journaled,
  report: OwnReport,
  routing: Routing,
): boolean {
  const { child: key, at } = journaled
  if (key !== undefined) {
    const child = draft.childOf(root.id, key)
    if (child) put(draft, child.id, at, receive(child, report))
    return child !== undefined
  }
  // What is still held cannot be told apart any more once the turn or the process is over.
  if (report.type === 'turn.ended' || report.type === 'agent.exited')
    placeHeld(draft, root.id, at, routing)
  if (report.type === 'turn.ended') endPlaceholders(draft, root.id, at)
  if (report.type === 'agent.exited' && root.live?.run === report.run) {
    const outcome = outcomeOfExit(root, report.exit)
    for (const child of draft.below(root.id))
      put(draft, child.id, at, childEnded(child, { outcome, ...error(outcome, report) }))
  }
  put(draft, root.id, at, receive(draft.get(root.id) ?? root, report))
  return true
}

/** Nobody will ever tell of the end of a child whose beginning was not told: it ends with its parent's turn. */
function endPlaceholders(draft: Draft, rootId: string, at: number): void {
  for (const child of draft.below(rootId))
    if (child.child?.placeholder)
      put(draft, child.id, at, childEnded(child, { outcome: 'completed' }))
}

function error(outcome: string, report: OwnReport & { type: 'agent.exited' }) {
  return outcome === 'crashed'
    ? { error: { kind: 'other' as const, message: `its parent is gone: ${report.exit.message}` } }
    : {}
}

function settled(
  draft: Draft,
  journaled: Journaled,
  report: Report & { type: 'command.settled' },
  { outbox, ...routing }: Routing,
): void {
  const pending = outbox.get(report.command)
  draft.settle(report.command)
  const session = pending && draft.get(pending.order.session)
  if (!pending || !session) return
  if (!report.error) return done(draft, session.id, journaled.at, carriedOut(pending.order))
  put(draft, session.id, journaled.at, refused(session, pending.order, report.error))
  goOn(draft, session.id, journaled.at, { ...routing, outbox })
}

/** A subagent keeps its own model; what may be done without asking is the same for all of one agent. */
function done(draft: Draft, id: string, at: number, events: readonly SessionEvent[]): void {
  put(draft, id, at, events)
  const forAll = events.filter((one) => one.type === 'session.configured' && one.permission)
  for (const child of draft.below(id)) if (child.turn !== null) put(draft, child.id, at, forAll)
}

function childStarted(
  draft: Draft,
  root: Session,
  journaled: Journaled,
  report: Report & { type: 'child.started' },
  routing: Routing,
): boolean {
  const parentKey = report.parent ?? journaled.child
  const parent = parentKey === undefined ? root : draft.childOf(root.id, parentKey)
  if (parent === undefined) return false
  const known = draft.childOf(root.id, report.key)
  const { at } = journaled
  if (known === undefined) {
    const id = makeChild(draft, root, parent, at, report, false, routing)
    begin(draft, id, at, report.prompt)
    releaseHeld(draft, root.id, report.key, routing)
    return true
  }
  if (known.child?.placeholder)
    draft.add(known.id, at, {
      type: 'child.identified',
      title: report.name ?? known.title,
      parentId: parent.id,
      toolUse: report.toolUse ?? null,
    })
  // Told again while it runs is a replay; told again after its end is a new turn of the same child.
  else if (known.turn === null) begin(draft, known.id, at, report.prompt)
  return true
}

type NewChild = Pick<
  Report & { type: 'child.started' },
  'key' | 'name' | 'toolUse' | 'background' | 'model'
>

function makeChild(
  draft: Draft,
  root: Session,
  parent: Session,
  at: number,
  { key, name, toolUse, background, model }: NewChild,
  placeholder: boolean,
  { newId }: Routing,
): string {
  const id = newId()
  draft.add(id, at, {
    type: 'session.created',
    agent: root.agent,
    runner: root.runner,
    project: root.project,
    cwd: root.cwd,
    title: name ?? (placeholder ? 'Unknown subagent' : 'Subagent'),
    model: model ?? null,
    permission: root.permission,
    onCrash: root.onCrash,
    resumeToken: null,
    parent: {
      id: parent.id,
      rootId: root.id,
      key,
      toolUse: toolUse ?? null,
      background: background ?? false,
      placeholder,
    },
  })
  return id
}

function begin(draft: Draft, id: string, at: number, prompt: string | undefined): void {
  const turn = `${id}:${(draft.get(id)?.turns ?? 0) + 1}`
  if (prompt !== undefined) {
    draft.add(id, at, {
      type: 'prompt.queued',
      prompt: { id: turn, text: prompt, by: 'parent' },
      first: false,
    })
    draft.add(id, at, { type: 'prompt.sent', id: turn, turn })
  }
  draft.add(id, at, { type: 'turn.started', turn, ...(prompt !== undefined && { prompt: turn }) })
}

/** The key of the unknown subagent that a held report waits for. */
export function waitsFor({ report: journaled }: Held): string | undefined {
  const { report, child } = journaled
  if (report.type === 'child.started') return report.parent ?? child
  return report.type === 'child.ended' ? report.key : child
}

/** Routes again what was held for a session or subagent that is known now, in its old order. */
export function releaseHeld(
  draft: Draft,
  rootId: string,
  key: string | undefined,
  routing: Routing,
): void {
  const ready = routing.held.filter(
    (held) => held.report.session === rootId && (key === undefined || waitsFor(held) === key),
  )
  for (const held of ready) {
    // Routing one may have released others with it.
    if (!routing.held.includes(held) || !route(draft, held.report, routing)) continue
    draft.release(held)
    routing.held.splice(routing.held.indexOf(held), 1)
  }
}

/** Shows what is held for a tree under placeholder children: their spawn was never seen. */
export function placeHeld(draft: Draft, rootId: string, at: number, routing: Routing): void {
  const root = draft.get(rootId)
  if (!root) return
  const keys = new Set(
    routing.held.filter(({ report }) => report.session === rootId).map((held) => waitsFor(held)),
  )
  for (const key of keys) {
    if (key === undefined || draft.childOf(rootId, key)) continue
    const id = makeChild(draft, root, root, at, { key }, true, routing)
    begin(draft, id, at, undefined)
    releaseHeld(draft, rootId, key, routing)
  }
}
