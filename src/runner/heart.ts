import type { Listener } from '../link/socket.ts'

/** How often the listener and old files are looked after, in ms, and which of these looks prunes. */
const upkeepMs = 10_000
const prunesEach = 60

/**
 * What a runner does by the clock: it gives signs of life, leaves when it has been of no use for long
 * enough, and looks after its socket and its files.
 */
export function heart(options: {
  beatMs: number
  idleExitMs: number
  listener: Listener
  beat: () => void
  /** No server, and no agent in a turn. */
  useless: () => boolean
  leave: () => void
  prune: () => void
  onTrouble: (message: string) => void
}): { stop(): void } {
  let uselessSince: number | null = null
  let looks = 0

  function tick(): void {
    options.beat()
    if (!options.useless()) return void (uselessSince = null)
    // Not the clock on the wall: that one jumps.
    uselessSince ??= performance.now()
    if (performance.now() - uselessSince >= options.idleExitMs) options.leave()
  }

  function upkeep(): void {
    options.listener.heal().catch((error: unknown) => {
      options.onTrouble(`Servers cannot reach this runner: ${String(error)}.`)
    })
    if (looks++ % prunesEach === 0) options.prune()
  }

  const ticking = setInterval(tick, options.beatMs)
  const keeping = setInterval(upkeep, upkeepMs)
  options.prune()
  return {
    stop() {
      clearInterval(ticking)
      clearInterval(keeping)
    },
  }
}
