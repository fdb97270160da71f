import type { Fact } from '../../core/report.ts'
import { modelChoice, modeChoice, type Choice } from './options.ts'
import type { Changed } from '../telling/facts.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

/** What is known of the agent and its session, from the messages that open it. */
export type Opening = {
  protocol: unknown
  version?: string
  can: { resume: boolean; load: boolean; close: boolean; image: boolean }
  /** Ways to log in. `byKey`: one that needs no person, only a key in the environment. */
  logins: { id: string; name: string; byKey: boolean }[]
  /** The provider's id of the session. */
  session: string | null
  continuity: 'new' | 'same' | 'fork'
  cwd?: string
  modes?: Choice
  models?: Choice
}

export const unopened: Opening = {
  protocol: undefined,
  can: { resume: false, load: false, close: false, image: false },
  logins: [],
  session: null,
  continuity: 'new',
}

export function initialized(before: Opening, response: Wire): Opening {
  const can = asObject(response.agentCapabilities)
  const session = asObject(can?.sessionCapabilities)
  const version = asText(asObject(response.agentInfo)?.version)
  return {
    ...before,
    protocol: response.protocolVersion,
    ...(version !== undefined && { version }),
    can: {
      resume: asObject(session?.resume) !== undefined,
      load: can?.loadSession === true,
      close: asObject(session?.close) !== undefined,
      image: asObject(can?.promptCapabilities)?.image === true,
    },
    logins: asObjects(response.authMethods).map((method) => {
      const id = asText(method.id) ?? ''
      const byKey = asObject(asObject(method._meta)?.['api-key']) !== undefined
      return { id, name: asText(method.name) ?? id, byKey }
    }),
  }
}

/** The session is open: made anew, or by the request for an earlier one. */
export function sessionOpened(before: Opening, params: Wire, response: Wire): Opening {
  const asked = asText(params.sessionId)
  const given = asText(response.sessionId) ?? asked ?? null
  const cwd = asText(params.cwd)
  const modes = modeChoice(response)
  const models = modelChoice(response)
  return {
    ...before,
    session: given,
    continuity: asked === undefined ? 'new' : given === asked ? 'same' : 'fork',
    ...(cwd !== undefined && { cwd }),
    ...(modes && { modes }),
    ...(models && { models }),
  }
}

/** With the model and the mode that the agent told since. */
export function standing(opening: Opening, { model, mode }: Changed): Opening {
  const { models, modes } = opening
  return {
    ...opening,
    ...(models && model !== undefined && { models: { ...models, current: model } }),
    ...(modes && mode !== undefined && { modes: { ...modes, current: mode } }),
  }
}

export function readyFact(run: string, opening: Opening): Fact & { type: 'agent.ready' } {
  const { session, continuity, can, cwd, version } = opening
  const model = opening.models?.current
  const mode = opening.modes?.current
  return {
    type: 'agent.ready',
    run,
    token: session,
    continuity,
    // Which child takes a stop of its own is told of each child; the protocol has no steering.
    can: {
      resume: can.resume || can.load,
      steer: false,
      stopChild: true,
      ...(can.image && { image: true }),
      // Where it has no mode for a permission, whoever answers its asks answers by it.
      switch: { model: opening.models?.config != null, permission: true },
    },
    ...(model !== undefined && { model }),
    ...(cwd !== undefined && { cwd }),
    ...(mode !== undefined && { mode }),
    ...(version !== undefined && { version }),
  }
}
