/** Calls back at most once in `ms`, in step with the screen; soon, where the page is hidden. */
export function frames(ms: number, call: () => void): { ask(): void; now(): void } {
  let last = 0
  let waiting = false

  function run() {
    waiting = false
    last = performance.now()
    call()
  }

  return {
    ask() {
      if (waiting) return
      waiting = true
      const wait = Math.max(0, last + ms - performance.now())
      if (document.hidden || wait > 20)
        setTimeout(() => (document.hidden ? run() : requestAnimationFrame(run)), wait)
      else requestAnimationFrame(run)
    },
    now: run,
  }
}
