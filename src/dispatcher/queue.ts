/** Things that are worked on one after the other, while more may come. */
export type Queue<T> = {
  put(things: readonly T[]): void
  /** How many were put and are not done. */
  waiting(): number
  /** Resolves when nothing waits. Rejects with what `work` threw: nothing is worked on after that. */
  done(): Promise<void>
}

/** `failed` is called at once when `work` throws; what waited behind it is forgotten. */
export function queue<T>(work: (thing: T) => Promise<void> | void, failed: () => void): Queue<T> {
  const things: T[] = []
  let working: Promise<void> | null = null
  let fault: { error: unknown } | null = null

  async function run() {
    try {
      for (let next = things[0]; next !== undefined && !fault; next = things[0]) {
        await work(next)
        things.shift()
      }
    } catch (error) {
      fault = { error }
      things.length = 0
      failed()
    } finally {
      // In the same tick as the last look: what is put after it finds nobody at work.
      working = null
    }
  }

  return {
    put(more) {
      if (fault || more.length === 0) return
      things.push(...more)
      working ??= run()
    },
    waiting: () => things.length,
    async done() {
      await working
      if (fault) throw fault.error
    },
  }
}
