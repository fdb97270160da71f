/** The candidate most like `given`, or null where none is like it: for "did you mean". */
export function nearest(given: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let least = Infinity
  for (const candidate of candidates) {
    const distance = editDistance(given.slice(0, 200), candidate)
    if (distance >= least) continue
    least = distance
    best = candidate
  }
  return best !== null && least <= Math.max(2, best.length / 2) ? best : null
}

/** How many letters must be put in, taken out or changed to make one word the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
