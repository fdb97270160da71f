import type { Answering } from '../needs/answering.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import type { Handlers } from '../state/keys.svelte.ts'
import type { SessionView } from './view.svelte.ts'

type Parts = {
  app: App
  view: SessionView
  answering: Answering
  topRow: number
  goTo: ((row: number) => void) | undefined
  compose: (() => void) | undefined
}

/** What the keys do while a session has the focus. */
export function sessionKeys({ app, view, answering, topRow, goTo, compose }: Parts): Handlers {
  const { id } = view.state
  const { allow, always, deny } = answering.keys
  const turn = (by: 1 | -1) => () => {
    const { prompts } = view
    const to = by > 0 ? prompts.find((at) => at > topRow) : prompts.findLast((at) => at < topRow)
    if (to !== undefined) goTo?.(to)
  }
  return {
    allow: () => allow?.(),
    always: () => always?.(),
    deny: () => deny?.(),
    'deny-why': () => answering.keys['deny-why']?.(),
    reply: () => {
      if (answering.keys.reply?.() !== false) return true
      if (view.session?.live === null && view.session.child === null)
        void app.act(`sessions/${id}/resume`)
      else compose?.()
      return true
    },
    compose: () => compose?.(),
    interrupt: () => void app.act(`sessions/${id}/interrupt`),
    'turn-before': turn(-1),
    'turn-after': turn(1),
    agents: () => app.prefs.fold('panel', !app.prefs.isFolded('panel')),
    seen: () => void app.act(`sessions/${id}/seen`),
  }
}
