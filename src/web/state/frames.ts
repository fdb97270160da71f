/** So much of a cost may be waited out, in ms: what is asked for comes in the end, however busy the machine is. */
const mostCost = 1000

/**
 * Calls back at most once in `ms`, in step with the screen; soon, where the page is hidden. What a call and the frame
 * drawn after it cost is waited out as long again, so that keys and scrolling find room between them.
 */
export function frames(ms: number, call: () => void): { ask(): void; now(): void } {
  let last = 0
  let cost = 0
  let waiting = false

  function run() {
    waiting = false
    last = performance.now()
    call()
    const began = last
    // Comes when what was changed has been drawn.
    setTimeout(() => (cost = Math.min(mostCost, performance.now() - began)))
  }

  return {
    ask() {
      if (waiting) return
      waiting = true
      const wait = Math.max(0, last + Math.max(ms, 2 * cost) - performance.now())
      if (document.hidden || wait > 20)
        setTimeout(() => (document.hidden ? run() : requestAnimationFrame(run)), wait)
      else requestAnimationFrame(run)
    },
    now: run,
  }
}
