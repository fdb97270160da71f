import { eventJson, eventText } from '../contract/event.ts'
import { isChatter, type Recorded } from '../core/event.ts'
import { lean } from '../core/lean.ts'

/** An event as text, made at most once in each form however many clients there are. */
export type Printed = {
  seq: number
  sessionId: string
  /** See `isChatter`. */
  chatter: boolean
  whole: () => string
  /** With long texts cut, for those who follow the fleet. */
  lean: () => string
}

export function printed(event: Recorded): Printed {
  const { seq, sessionId } = event
  let whole: string | undefined
  let cut: string | undefined
  return {
    seq,
    sessionId,
    chatter: isChatter(event),
    whole: () => (whole ??= eventText(event)),
    lean: () => (cut ??= JSON.stringify(eventJson(lean(event)))),
  }
}
