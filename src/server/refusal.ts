import { errorStatus, type ErrorCode } from '../contract/response.ts'
import type { Refused } from '../dispatcher/dispatcher.ts'
import type { SaveFailed } from '../store/store.ts'

/** Why a request is refused: a value on its way to an `Error` document. `message` is one line. */
export type Refusal = { refused: string; status: number; message: string; matches?: string[] }

export function refuse(code: ErrorCode, message: string, matches?: string[]): Refusal {
  return { refused: code, status: errorStatus[code], message, ...(matches && { matches }) }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}

/** A dispatcher's refusal as the API tells it; null for what it accepted. */
export function refusalOf(answer: object): Refusal | null {
  if (!isRefused(answer)) return null
  const { rejected, message } = answer
  if (rejected === 'no-such-session' || rejected === 'no-such-runner')
    return refuse('not-found', message)
  if (rejected === 'not-saved' || rejected === 'stopping') return refuse(rejected, message)
  return { refused: rejected, status: 409, message }
}

function isRefused(answer: object): answer is Refused {
  return 'rejected' in answer
}

/** What could not be saved took no effect: the person is told so, and why. */
export function notSaved(error: SaveFailed): Refusal {
  return refuse('not-saved', `This could not be saved, and was not done: ${error.message}`)
}

export function errorBody({ refused, message, matches }: Refusal) {
  return { error: { code: refused, message, ...(matches && { matches }) } }
}
