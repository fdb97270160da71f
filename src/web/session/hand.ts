/** What the person's hand did to a list that scrolls, as against what its rows do by growing and being measured. */
export type Hand = {
  wheel(event: WheelEvent): void
  key(event: KeyboardEvent): void
  touch(): void
  press(): void
  lift(): void
  /** Tells where the list stands now; what came of it since the last time. */
  at(offset: number): { moved: boolean; down: boolean }
}

/** A move goes on for so long after the hand: wheels and fingers have momentum. */
const momentum = 1000

export function hand(now: () => number): Hand {
  let movedAt = -Infinity
  let dragging = false
  let before = 0
  /** Which way the person last wanted to go, where their hand tells it. */
  let wish: 'up' | 'down' | null = null

  function move(by: typeof wish) {
    movedAt = now()
    wish = by
  }

  return {
    wheel: ({ deltaY }) => move(deltaY < 0 ? 'up' : 'down'),
    key: ({ key }) => move(/Down|End| /.test(key) ? 'down' : 'up'),
    touch: () => move(null),
    press: () => (dragging = true),
    lift: () => (dragging = false),
    at(offset) {
      const down = offset > before && wish !== 'up'
      before = offset
      return { moved: dragging || now() - movedAt < momentum, down }
    },
  }
}
