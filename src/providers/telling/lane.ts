import type { Report } from '../../core/report.ts'
import type { ItemNames } from './names.ts'
import { about, type Tell } from './tell.ts'

type TextKind = 'message' | 'thought'

type Growing = {
  id: string
  kind: TextKind
  wireId: string | undefined
  text: string
  /** How much of the text is on record; null while the item itself is not. */
  recorded: number | null
}

/** The streamed text of one session: of the agent itself, or of one of its subagents. */
export type Lane = {
  /** The subagent's key; undefined for the agent itself. */
  readonly key: string | undefined
  /** A fragment goes on with the growing text, or ends it and begins another. */
  say(kind: TextKind, wireId: string | undefined, text: string): void
  /** The growing text is whole. */
  close(): void
  /** Records what grew since the last time. */
  beat(): void
  /** Whether a beat would record something. */
  dirty(): boolean
  /** The last message that was whole. */
  lastMessage(): string | undefined
}

/** Each text is recorded about once: pieces of it on beats, and the rest at its end. */
export function openLane(key: string | undefined, names: ItemNames, tell: Tell): Lane {
  let growing: Growing | null = null
  let lastMessage: string | undefined

  function record(settled: boolean): void {
    if (!growing || !(settled || grew(growing))) return
    const { id, kind, text, recorded } = growing
    const report: Report =
      recorded === null
        ? { type: 'item.set', item: { id, settled, kind, text } }
        : { type: 'item.grew', id, offset: recorded, text: text.slice(recorded), settled }
    growing.recorded = text.length
    tell(about(key, report))
  }

  function close(): void {
    record(true)
    if (growing?.kind === 'message') lastMessage = growing.text
    growing = null
  }

  return {
    key,
    say(kind, wireId, text) {
      // Agents open a block with an empty fragment; it says nothing yet.
      if (text === '') return
      const goesOn = growing?.kind === kind && (wireId === undefined || growing.wireId === wireId)
      if (!goesOn) close()
      growing ??= {
        id: wireId === undefined ? names.next() : names.of(wireId),
        kind,
        wireId,
        text: '',
        recorded: null,
      }
      const { id, text: before } = growing
      growing.text += text
      const delta = { id, kind, offset: before.length, text }
      tell({ delta: key === undefined ? delta : { child: key, ...delta } })
    },
    close,
    beat: () => record(false),
    dirty: () => growing !== null && grew(growing),
    lastMessage: () => lastMessage,
  }
}

function grew({ recorded, text }: Growing): boolean {
  return recorded === null || recorded < text.length
}
