import type { Answering } from '../needs/answering.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import type { Handlers } from '../state/keys.svelte.ts'
import { turnAt } from './rows.ts'
import type { SessionView } from './view.svelte.ts'

type Parts = {
  app: App
  view: SessionView
  answering: Answering
  /** The event at the top of the screen. */
  topSeq: number
  goTo: ((seq: number) => void) | undefined
  step: ((by: 1 | -1) => void) | undefined
  expand: (() => void) | undefined
  compose: (() => void) | undefined
}

/** What the keys do while a session has the focus. */
export function sessionKeys(parts: Parts): Handlers {
  const { app, view, answering, topSeq, goTo, step, expand, compose } = parts
  const { id } = view.state
  const { allow, always, deny } = answering.keys
  const turn = (by: 1 | -1) => () => {
    const { turns } = view.state
    const to = turns[turnAt(turns, topSeq) + by]
    if (to) goTo?.(to.seq)
  }
  return {
    allow: (digit) => allow?.(digit),
    always: (digit) => always?.(digit),
    deny: (digit) => deny?.(digit),
    'deny-why': (digit) => answering.keys['deny-why']?.(digit),
    reply: (digit) => {
      if (answering.keys.reply?.(digit) !== false) return true
      if (view.session?.live === null && view.session.child === null)
        void app.act(`sessions/${id}/resume`)
      else compose?.()
      return true
    },
    compose: () => compose?.(),
    interrupt: () => void app.act(`sessions/${id}/interrupt`),
    'move-down': () => step?.(1),
    'move-up': () => step?.(-1),
    expand: () => expand?.(),
    'turn-before': turn(-1),
    'turn-after': turn(1),
    agents: () => app.prefs.fold('panel', !app.prefs.isFolded('panel')),
    seen: () => void app.act(`sessions/${id}/seen`),
  }
}
