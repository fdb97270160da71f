import type { Workbench } from '../state/workbench.svelte.ts'
import type { Box } from './layout.ts'
import type { Side } from './tree.ts'

type Over = { id: number; box: Box; side: Side | 'middle' }

/** A pane that is dragged: over another one it goes to a side of it or in exchange, over a tab into that. */
export function paneDrag(bench: Workbench, at: (x: number, y: number) => Over | null) {
  let id = $state(0)
  let over = $state.raw<Over | null>(null)

  function begin(event: PointerEvent, leaf: number) {
    if (event.button !== 0) return
    event.preventDefault()
    const grip = event.currentTarget as HTMLElement
    grip.setPointerCapture(event.pointerId)
    id = leaf
    const stop = new AbortController()
    const { signal } = stop
    const end = () => {
      over = null
      stop.abort()
    }
    grip.addEventListener('pointermove', (move) => (over = at(move.clientX, move.clientY)), {
      signal,
    })
    grip.addEventListener('pointercancel', end, { signal })
    grip.addEventListener(
      'pointerup',
      (up) => {
        const found = over
        end()
        const tab = document
          .elementFromPoint(up.clientX, up.clientY)
          ?.closest<HTMLElement>('[data-tab]')?.dataset['tab']
        if (tab !== undefined) bench.dropOnTab(leaf, Number(tab))
        else if (found) bench.drop(leaf, found.id, found.side)
      },
      { signal },
    )
  }

  return {
    begin,
    get id() {
      return id
    },
    get over() {
      return over
    },
  }
}
