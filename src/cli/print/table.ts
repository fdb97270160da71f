import { columnsOf, fit, padEnd, padStart } from './width.ts'

/** One column of a table. A column with `least` gives way where there is not enough room. */
export type Column = {
  title: string
  right?: true
  /** It shrinks down to this, in columns. */
  least?: number
  /** It is left out in terminals narrower than this. */
  from?: number
}

/** One cell: its text without colour, and how to paint it once it is cut to its place. */
export type Cell = { text: string; paint?: (text: string) => string }

const gap = 2
/** In a pipe nothing is cut but monsters. */
const widest = 80

/** Rows as lines, aligned; `width` null: not a terminal, every column at its own width. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number | null,
  heading: ((text: string) => string) | null,
): string[] {
  const shown = columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => width === null || width >= (column.from ?? 0))
  const widths = shown.map(({ column, index }) =>
    Math.min(
      widest,
      Math.max(
        heading ? columnsOf(column.title) : 0,
        ...rows.map((row) => cellColumns(row[index])),
      ),
    ),
  )
  if (width !== null) shrink(widths, shown, width)
  const line = (cells: readonly (Cell | undefined)[]) =>
    cells
      .map((cell, at) => {
        const room = widths[at] ?? 0
        const text = fit(cell?.text ?? '', room)
        const last = at === cells.length - 1
        const placed =
          shown[at]?.column.right === true ? padStart(text, room) : last ? text : padEnd(text, room)
        return cell?.paint && text !== ''
          ? placed.replace(text, () => cell.paint?.(text) ?? text)
          : placed
      })
      .join(' '.repeat(gap))
      .trimEnd()
  const lines = rows.map((row) => line(shown.map(({ index }) => row[index])))
  if (heading === null) return lines
  return [heading(line(shown.map(({ column }) => ({ text: column.title })))), ...lines]
}

function cellColumns(cell: Cell | undefined): number {
  return cell === undefined ? 0 : columnsOf(cell.text)
}

/** Takes columns from the widest that may shrink until the row fits, or nothing gives way any more. */
function shrink(widths: number[], shown: readonly { column: Column }[], width: number) {
  for (;;) {
    const over = widths.reduce((sum, each) => sum + each + gap, -gap) - width
    if (over <= 0) return
    let widestAt = -1
    for (const [at, { column }] of shown.entries()) {
      const own = widths[at] ?? 0
      if (column.least !== undefined && own > column.least && own > (widths[widestAt] ?? 0))
        widestAt = at
    }
    if (widestAt < 0) return
    widths[widestAt] = (widths[widestAt] ?? 0) - 1
  }
}
