import type { Profile } from './profile.ts'

/** One box: a function as it was called from there. Times in µs. */
type Box = { name: string; us: number; below: Map<string, Box> }

const width = 1200
const row = 16
/** Narrower boxes, in px, are left out: a picture is for what takes time. */
const narrowest = 1.5
/** Deeper calls are left out. */
const deepest = 40

/** A flame graph as a small picture of its own: wide is long, callers below, and no idling. */
export function flame(
  title: string,
  profile: Profile,
  nameOf: (node: Profile['nodes'][number]) => string,
) {
  const root = boxes(profile, nameOf)
  const drawn: string[] = []
  let depth = 0

  function draw(box: Box, x: number, level: number): void {
    const wide = (width * box.us) / root.us
    if (wide < narrowest || level > deepest) return
    depth = Math.max(depth, level)
    drawn.push(
      `${x.toFixed(1)} ${level} ${wide.toFixed(1)} ${escaped(box.name)} ${share(box, root)}`,
    )
    let at = x
    for (const one of [...box.below.values()].sort((a, b) => b.us - a.us)) {
      draw(one, at, level + 1)
      at += (width * one.us) / root.us
    }
  }

  draw(root, 0, 0)
  const height = (depth + 2) * row + 8
  const shapes = drawn.map((line) => {
    const [x = '', level = '', wide = '', ...words] = line.split(' ')
    const y = height - (Number(level) + 1) * row - 4
    const told = words.join(' ')
    const room = Math.floor(Number(wide) / 6.2)
    const label =
      room > 3
        ? `<text x="${(Number(x) + 3).toFixed(1)}" y="${y + 11}">${cut(told, room)}</text>`
        : ''
    return `<g><title>${told}</title><rect x="${x}" y="${y}" width="${wide}" height="${row - 1}" fill="${colour(told)}"/>${label}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="10"><rect width="100%" height="100%" fill="#fff"/><text x="4" y="12">${escaped(title)}</text>
${shapes.join('\n')}
</svg>
`
}

function boxes(profile: Profile, nameOf: (node: Profile['nodes'][number]) => string): Box {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const parent = new Map<number, number>()
  for (const node of profile.nodes)
    for (const child of node.children ?? []) parent.set(child, node.id)
  const root: Box = { name: 'all but idling', us: 0, below: new Map() }
  profile.samples.forEach((id, at) => {
    const us = profile.timeDeltas[at] ?? 0
    const path: string[] = []
    for (let one: number | undefined = id; one !== undefined; one = parent.get(one)) {
      const node = byId.get(one)
      if (node) path.unshift(nameOf(node))
    }
    if (path.at(-1) === '(idle)') return
    root.us += us
    let box = root
    // The first is the profile's own root.
    for (const name of path.slice(1)) {
      const next: Box = box.below.get(name) ?? { name, us: 0, below: new Map() }
      next.us += us
      box.below.set(name, next)
      box = next
    }
  })
  return root
}

const share = (box: Box, root: Box) => `${((100 * box.us) / root.us).toFixed(1)}%`
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const cut = (text: string, room: number) =>
  text.length > room ? `${text.slice(0, room - 1)}…` : text

/** The same function has the same colour everywhere. */
function colour(name: string): string {
  let sum = 0
  for (const letter of name.replace(/ [\d.]+%$/, '')) sum = (sum * 31 + letter.charCodeAt(0)) % 997
  return `hsl(${10 + (sum % 45)} 85% ${66 + (sum % 12)}%)`
}
