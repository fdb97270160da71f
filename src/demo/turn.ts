import { RequestError, type StopReason } from '@agentclientprotocol/sdk/unstable'
import { Cancelled, Failed, type Actor, type Cast } from './actor.ts'
import { paceFactor, paceOf } from './pace.ts'
import { seededRandom } from './random.ts'
import type { Setting, Step } from './scene.ts'

/** The session's own agent, as it performs one turn. */
export function rootActor(
  cast: Cast,
  keys: Record<string, string>,
  usualPace: number,
  signal: AbortSignal,
): Actor {
  const seed = keys['seed'] ?? `${cast.turn}`
  return {
    cast,
    id: cast.id,
    shownUnder: cast.id,
    spawnedBy: null,
    mark: `t${cast.turn}`,
    made: {},
    random: seededRandom(seed),
    seed,
    pace: paceOf(paceFactor(keys['pace'], usualPace)),
    meter: cast.meter,
    signal,
  }
}

/** The steps that answer a question put in words, where one is open and this is no scene by name. */
export function answered(cast: Cast, text: string): Step[] | null {
  const open = cast.open
  cast.open = null
  return open === null || text.startsWith('/play') ? null : open(text)
}

/** What the scene of a turn can look at. */
export function setting(cast: Cast, prompt: string, keys: Record<string, string>): Setting {
  return {
    prompt,
    key: (name, otherwise) => keys[name] ?? otherwise,
    number(name, otherwise) {
      const given = Number(keys[name] ?? otherwise)
      return Number.isFinite(given) && given >= 0 ? given : otherwise
    },
    project: cast.workspace.look(),
    turnsBefore: cast.turn - 1,
  }
}

/** The stop reason that an error is on this wire, or null for one that is told as an error. */
export function stopReasonOf(error: unknown, signal: AbortSignal): StopReason | null {
  if (signal.aborted || error instanceof Cancelled) return 'cancelled'
  if (!(error instanceof Failed)) return null
  if (error.kind === 'refusal') return 'refusal'
  return error.kind === 'limit' ? 'max_turn_requests' : null
}

/** An error of a scene in the protocol's form; any other one as it is. */
export function protocolError(error: unknown): unknown {
  if (!(error instanceof Failed)) return error
  const code = error.kind === 'auth' ? -32000 : -32603
  return new RequestError(code, error.message, { errorKind: error.kind })
}

/** A prompt's first line as a title of at most 60 characters. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  const title = line.length <= 60 ? line : `${line.slice(0, 59).trimEnd()}…`
  return title.charAt(0).toUpperCase() + title.slice(1)
}
