import { flow, type Flow } from './flow.ts'
import { columnsOf, fit } from './width.ts'

/** Whose lines they are: a session's place in the tree. */
export type Owner = { id: string; prefix: string; header: string | null }

/**
 * Lines of several sessions on one terminal. Text that streams holds its line: what others have to
 * say waits until the line is whole, in order. Below may stand a foot of a few lines, drawn anew.
 */
export type Screen = {
  lines: (owner: Owner, lines: readonly string[]) => void
  stream: (owner: Owner, piece: string) => void
  endStream: (owner: Owner) => void
  /** What goes on right now; never in a pipe. */
  foot: (lines: readonly string[]) => void
  /** Several things at once, then the foot as it is after them: it is drawn only once. */
  together: (act: () => readonly string[]) => void
  /** Something else writes whole lines of its own: at a terminal, below what stands there. */
  beside: (act: () => void) => void
  /** Everything waits while a question stands; `aside` writes past it. */
  hold: () => void
  release: () => void
  aside: (text: string) => void
  readonly columns: number | null
}

/** The columns that a line of an owner has; no limit in a pipe. */
export function widthIn({ prefix }: Owner, { columns }: Pick<Screen, 'columns'>): number {
  return columns === null ? Infinity : columns - columnsOf(prefix)
}

type Step = { owner: Owner } & (
  { what: 'lines'; lines: readonly string[] } | { what: 'text'; piece: string } | { what: 'end' }
)

/** While a question stands, at most so much is kept for after it. */
const mostHeld = 5000

export function screen(options: {
  write: (text: string) => void
  /** Null: not a terminal. It is looked at again and again: windows change their size. */
  readonly columns: number | null
}): Screen {
  const { write } = options
  let steps: Step[] = []
  let open: { owner: Owner; flow: Flow } | null = null
  let last: string | null = null
  let held = false
  let dropped = 0
  let foot: readonly string[] = []
  let drawn = 0
  let gathering = false

  function eraseFoot() {
    if (drawn > 0) write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }

  function drawFoot() {
    const { columns } = options
    if (columns === null || held || gathering || open !== null || foot.length === 0) return
    for (const line of foot) write(`${fit(line, columns - 1)}\n`)
    drawn = foot.length
  }

  function heading(owner: Owner) {
    if (last !== owner.id && owner.header !== null) write(`${owner.header}\n`)
    last = owner.id
  }

  function closeLine() {
    if (open) write(open.flow.end())
    open = null
  }

  function perform(step: Step) {
    const { owner } = step
    switch (step.what) {
      case 'lines':
        closeLine()
        heading(owner)
        write(laidOut(owner, step.lines, options.columns))
        return
      case 'text':
        if (open?.owner.id !== owner.id) {
          closeLine()
          heading(owner)
          open = { owner, flow: flow(owner.prefix, options.columns) }
        }
        write(open.flow.take(step.piece))
        return
      case 'end':
        if (open?.owner.id === owner.id) closeLine()
        return
    }
  }

  /** The first step that may be taken now: those of one owner stay in order. */
  function next(): number {
    const blocked = new Set<string>()
    return steps.findIndex(({ owner: { id } }) => {
      const free = open === null || open.owner.id === id || open.flow.atLineStart
      if (free && !blocked.has(id)) return true
      blocked.add(id)
      return false
    })
  }

  function run() {
    if (held || steps.length === 0) return
    eraseFoot()
    for (let at = next(); at >= 0; at = next()) {
      const [step] = steps.splice(at, 1)
      if (step) perform(step)
    }
    drawFoot()
  }

  function add(...added: Step[]) {
    steps.push(...added)
    if (held && steps.length > mostHeld) {
      dropped += steps.length - mostHeld
      steps = steps.slice(-mostHeld)
    }
    run()
  }

  return {
    lines: (owner, lines) => {
      if (lines.length > 0) add({ owner, what: 'lines', lines })
    },
    stream: (owner, piece) => {
      // A line each: between two lines others may have their turn.
      const pieces = piece.split(/(?<=\n)/).filter((part) => part !== '')
      if (pieces.length > 0)
        add(...pieces.map((part): Step => ({ owner, what: 'text', piece: part })))
    },
    endStream: (owner) => add({ owner, what: 'end' }),
    foot(lines) {
      if (lines.join('\n') === foot.join('\n')) return
      eraseFoot()
      foot = lines
      drawFoot()
    },
    together(act) {
      gathering = true
      const now = act()
      gathering = false
      if (drawn > 0 && now.join('\n') === foot.join('\n')) return
      eraseFoot()
      foot = now
      drawFoot()
    },
    beside(act) {
      // In a pipe they do not meet.
      if (options.columns === null) return act()
      eraseFoot()
      closeLine()
      act()
      run()
      if (drawn === 0) drawFoot()
    },
    hold() {
      if (held) return
      eraseFoot()
      closeLine()
      held = true
    },
    release() {
      held = false
      if (dropped > 0) write(`… ${dropped} steps are not shown here; the transcript has them\n`)
      dropped = 0
      run()
      if (drawn === 0) drawFoot()
    },
    aside: write,
    get columns() {
      return options.columns
    },
  }
}

function laidOut(owner: Owner, lines: readonly string[], columns: number | null): string {
  return lines
    .map((line) => {
      if (columns === null) return `${owner.prefix}${line}\n`
      const laid = flow(owner.prefix, columns)
      return laid.take(line) + (laid.end() || `${owner.prefix.trimEnd()}\n`)
    })
    .join('')
}
