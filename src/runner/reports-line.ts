const comma = 0x2c
const closes = Buffer.from(']}\n')

/** A frame of reports as it goes over a socket: the JSON of each was made once, for the journal. */
export function lineOf(json: readonly Buffer[]): Buffer {
  const sizes = json.map(({ length }) => length)
  const opens = Buffer.from(`{"type":"reports","sizes":[${sizes.join(',')}],"reports":[`)
  const commas = Math.max(0, json.length - 1)
  const size = sizes.reduce((sum, one) => sum + one, opens.length + commas + closes.length)
  const line = Buffer.allocUnsafe(size)
  line.set(opens)
  let at = opens.length
  json.forEach((one, index) => {
    if (index > 0) line[at++] = comma
    line.set(one, at)
    at += one.length
  })
  line.set(closes, at)
  return line
}
