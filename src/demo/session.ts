import {
  RequestError,
  type PromptResponse,
  type StopReason,
} from '@agentclientprotocol/sdk/unstable'
import { count, settle, show, tellUsage, type Actor, type Audience, type Cast } from './actor.ts'
import { choose, type Chosen } from './choose.ts'
import { replayOf, standingAfter, subagentsIn, type History } from './history.ts'
import { meter, toldUsage } from './meter.ts'
import { modeNamed, modelNamed, type Mode, type Model } from './models.ts'
import { perform } from './perform.ts'
import type { Truth } from './truth.ts'
import { answered, protocolError, rootActor, setting, stopReasonOf, titleOf } from './turn.ts'
import { workspaceAt } from './workspace.ts'

export type Session = {
  readonly id: string
  readonly mode: Mode
  readonly model: Model
  setMode: (mode: Mode) => void
  setModel: (model: Model) => void
  /** One turn. Throws a protocol error where the scene has one. */
  prompt: (text: string, attachments?: readonly string[]) => Promise<PromptResponse>
  /** Ends the turn and all background work. */
  cancel: () => void
  /** Ends one subagent; false where there is none of that id. */
  cancelSubagent: (id: string) => boolean
  /** Shows all that is remembered once more. */
  replay: () => Promise<void>
  close: () => void
}

export type SessionOptions = {
  id: string
  cwd: string
  history: History
  truth: Truth
  audience: Audience
  pace: number
  die: Cast['die']
}

/** A session as its history left it, ready for its next turn. */
export function sessionWith(options: SessionOptions): Session {
  const { id, history, truth, audience } = options
  const before = standingAfter(history.recall())
  const cast: Cast = {
    id,
    workspace: workspaceAt(options.cwd),
    history,
    truth,
    audience,
    die: options.die,
    mode: modeNamed(before.mode) ?? 'default',
    model: modelNamed(before.model) ?? 'demo-large',
    turn: before.turns,
    costUsd: before.costUsd,
    meter: meter(before.contextUsed),
    allowed: new Set(),
    over: new AbortController(),
    subagents: new Map(),
    background: new Set(),
    open: null,
  }
  let turn: AbortController | null = null
  let greeted = false

  async function prompt(
    text: string,
    attachments: readonly string[] = [],
  ): Promise<PromptResponse> {
    if (turn !== null) throw RequestError.invalidRequest(undefined, 'a turn is running already')
    const chosen = choose(text)
    if ('unknown' in chosen)
      throw RequestError.invalidParams(
        undefined,
        `no scene is called '${chosen.unknown}'; there are ${chosen.known.join(', ')}`,
      )
    turn = new AbortController()
    try {
      return await playTurn(text, attachments, chosen, turn.signal)
    } finally {
      turn = null
    }
  }

  async function playTurn(
    text: string,
    attachments: readonly string[],
    chosen: Extract<Chosen, { scene: unknown }>,
    signal: AbortSignal,
  ): Promise<PromptResponse> {
    cast.turn += 1
    cast.meter = meter(cast.meter.contextUsed)
    history.remember({ kind: 'prompt', turn: cast.turn, text })
    history.flush()
    if (chosen.keys['lost-cost'] === '1') cast.costUsd = 0
    const actor = rootActor(cast, chosen.keys, options.pace, signal)
    let outcome: StopReason | 'error' = 'error'
    try {
      await greet(actor, text)
      count(actor, text, '')
      if (attachments.length > 0)
        await perform(actor, [{ do: 'say', text: `I was given ${attachments.join(' and ')}.` }])
      await perform(actor, answered(cast, text) ?? chosen.scene(setting(cast, text, chosen.keys)))
      outcome = 'end_turn'
    } catch (error) {
      const stopped = stopReasonOf(error, signal)
      if (stopped === null) throw protocolError(error)
      outcome = stopped
    } finally {
      await tellUsage(actor)
      history.remember({ kind: 'ended', turn: cast.turn, outcome })
      history.flush()
    }
    return { stopReason: outcome, usage: toldUsage(actor.meter.tokens) }
  }

  /** Once a process: what one can ask here, and, in the first turn of all, a title. */
  async function greet(actor: Actor, text: string) {
    if (greeted) return
    greeted = true
    const input = { hint: 'NAME key=value …' }
    await show(actor, {
      sessionUpdate: 'available_commands_update',
      availableCommands: [{ name: 'play', description: 'Play one scene by its name', input }],
    })
    if (cast.turn > 1) return
    const title = { sessionUpdate: 'session_info_update' as const, title: titleOf(text) }
    await show(actor, title)
    settle(actor, title)
  }

  return {
    id,
    get mode() {
      return cast.mode
    },
    get model() {
      return cast.model
    },
    setMode(mode) {
      cast.mode = mode
      history.remember({ kind: 'mode', mode })
    },
    setModel(model) {
      cast.model = model
      history.remember({ kind: 'model', model })
    },
    prompt,
    cancel() {
      turn?.abort()
      cast.over.abort()
      cast.over = new AbortController()
    },
    cancelSubagent(child) {
      cast.subagents.get(child)?.abort()
      return cast.subagents.has(child)
    },
    async replay() {
      const shown = replayOf(id, history.recall())
      for (const child of subagentsIn(shown)) truth.adopt(child, id)
      truth.adopt(id, id)
      await truth.replaying(id, async () => {
        for (const { session, update } of shown) await audience.update(session, update)
      })
    },
    close() {
      turn?.abort()
      cast.over.abort()
    },
  }
}
