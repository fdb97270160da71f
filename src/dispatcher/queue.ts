/** Things that are worked on one after the other, while more may come. */
export type Queue<T> = {
  put(things: readonly T[]): void
  /** How many were put and are not done. */
  waiting(): number
  /** Resolves when nothing waits. Rejects with what `work` threw: nothing is worked on after that. */
  done(): Promise<void>
}

/**
 * `failed` is called at once when `work` throws; what waited behind it is forgotten. `join`: two things that wait one
 * behind the other as one; null where they are to be worked on apart.
 */
export function queue<T>(
  work: (thing: T) => Promise<void> | void,
  failed: () => void,
  join: (first: T, second: T) => T | null = () => null,
): Queue<T> {
  const things: T[] = []
  let working: Promise<void> | null = null
  let fault: { error: unknown } | null = null

  function first(): T | undefined {
    let [next] = things
    for (let second = things[1]; next !== undefined && second !== undefined; second = things[1]) {
      const joined = join(next, second)
      if (joined === null) break
      things.splice(0, 2, joined)
      next = joined
    }
    return next
  }

  async function run() {
    try {
      for (let next = first(); next !== undefined && !fault; next = first()) {
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
