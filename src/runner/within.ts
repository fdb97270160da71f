/** Waits for a promise, but not longer than `ms`. */
export async function within(ms: number, wait: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  try {
    await Promise.race([wait, late])
  } finally {
    clearTimeout(timer)
  }
}
