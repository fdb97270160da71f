import type { App } from '../state/app.svelte.ts'
import { allIn } from '../state/attention.ts'
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
    'split-down': () => bench.split(bench.place, 'down'),
    'close-pane': () => bench.close(),
    detach: () => detachPane(app),
    'pane-nth': (digit) => bench.focusNth(digit),
    'pane-left': () => bench.go('left'),
    'pane-right': () => bench.go('right'),
    'pane-up': () => bench.go('up'),
    'pane-down': () => bench.go('down'),
    'move-left': () => bench.move('left'),
    'move-right': () => bench.move('right'),
    'move-pane-up': () => bench.move('up'),
    'move-pane-down': () => bench.move('down'),
    wider: () => bench.grow(0.05),
    narrower: () => bench.grow(-0.05),
    'new-tab': () => bench.addTab(),
    'tab-after': () => bench.stepTab(1),
    'tab-before': () => bench.stepTab(-1),
    back: () => {
      if (bench.place === '/') return false
      bench.open('/')
      return true
    },
  }
}

/** The focused pane in a window of its own, or a word why not. */
export function detachPane({ bench, notices }: App): void {
  if (bench.detach()) return
  const text = 'The browser kept the window from opening: allow pop-ups for this page.'
  notices.tell({ kind: 'refused', title: 'Not done', text })
}

/** Goes through what needs the person in the order of the one list. */
function nextThatNeeds(app: App) {
  const all = app.fleet.attention
  const at = all.findIndex((one) =>
    allIn(one).some(({ session }) => app.bench.place.startsWith(`/s/${session.id}`)),
  )
  const next = all[(at + 1) % all.length]
  if (next) app.bench.open(`/s/${next.session.id}`)
}
