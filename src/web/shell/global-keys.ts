import type { App } from '../state/app.svelte.ts'
import type { Handlers } from '../state/keys.svelte.ts'

/** What the keys do wherever the person is; a screen's own handlers are asked before these. */
export function globalKeys(app: App): Handlers {
  const { bench } = app
  return {
    'go-fleet': () => bench.open('/'),
    'go-needs': () => bench.open('/needs'),
    'go-settings': () => bench.open('/settings'),
    next: () => nextThatNeeds(app),
    new: () => {
      app.dialog = { name: 'new' }
    },
    palette: () => {
      app.dialog = { name: 'palette' }
    },
    keys: () => {
      app.dialog = { name: 'keys' }
    },
    notices: () => {
      app.dialog = { name: 'notices' }
    },
    split: () => bench.split(),
    'close-pane': () => bench.close(),
    detach: () => bench.detach(),
    'pane-next': () => bench.move(1),
    'pane-before': () => bench.move(-1),
    wider: () => bench.grow(0.05),
    narrower: () => bench.grow(-0.05),
    back: () => {
      if (bench.place === '/') return false
      bench.open('/')
      return true
    },
  }
}

/** Goes through what needs the person in the order of the one list. */
function nextThatNeeds(app: App) {
  const all = app.fleet.attention
  const at = all.findIndex(({ session }) => app.bench.place.startsWith(`/s/${session.id}`))
  const next = all[(at + 1) % all.length]
  if (next) app.bench.open(`/s/${next.session.id}`)
}
