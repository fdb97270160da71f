import type { FeedFrame } from '../../contract/feed.ts'
import { recordedOf, type EventJson } from '../../contract/recorded.ts'
import type { Recorded } from '../../core/event.ts'
import { growingText, grown, type Item } from '../../core/item.ts'
import type { Delta } from '../../core/report.ts'
import { transcript, type Entry, type Transcript } from '../../core/transcript.ts'
import { get } from '../feed/api.ts'
import { beginnings } from './beginnings.ts'
import { frames } from './frames.ts'
import { itemTimes, type ItemTimes } from './item-times.ts'

/** Beyond so many events the far end is let go: it is read again when it is scrolled to. */
const mostHeld = 4000
const keptAfterTrim = 2500
const page = 200

type Page = { events: EventJson[]; more: boolean }

/** A prompt as it was sent: where its turn begins. */
export type Turn = { seq: number; at: number; text: string }

/**
 * One session's transcript on a screen: a window of its events, folded by the core. It grows at its
 * end by the feed and at its start by pages; provisional text lies over it until it is recorded.
 */
export class SessionState {
  readonly id: string
  #events: Recorded[] = []
  #folded: Transcript = transcript()
  #provisional = new Map<string, Item>()
  times: ItemTimes = itemTimes()
  #version = $state(0)
  #beat = frames(33, () => (this.#version += 1))
  #calmVersion = $state(0)
  #calmBeat = frames(500, () => (this.#calmVersion += 1))
  /** The page that is being read. */
  #loading: Promise<boolean> | null = null
  /** Heard while a page was read that may reach up to it. */
  #meanwhile: Recorded[] = []
  /** Older events lie before the window; newer ones behind it, while it is not at the end. */
  older = $state(false)
  atEnd = $state(true)
  ready = $state(false)
  error = $state('')
  /** All turns of the session, also those outside the window. */
  turns = $state.raw<Turn[]>([])
  /** Items that began since this page follows the session. */
  begun = $state(0)
  #counter = beginnings()
  /** Views that are scrolled away from the end: what they show is not cut off under them. */
  #readers = new Set<object>()

  constructor(id: string) {
    this.id = id
  }

  entries: readonly Entry[] = $derived.by(() => {
    void this.#version
    if (this.#provisional.size === 0) return [...this.#folded.entries]
    const entries = this.#folded.entries.map((entry) => this.#overlaid(entry))
    if (!this.atEnd) return entries
    const known = new Set(entries.map((entry) => (entry.kind === 'item' ? entry.item.id : '')))
    for (const item of this.#provisional.values())
      if (!known.has(item.id)) entries.push({ kind: 'item', seq: Infinity, at: Date.now(), item })
    return entries
  })

  /** The recorded entries, told twice a second at most: for lists beside the transcript. */
  calm: readonly Entry[] = $derived.by(() => {
    void this.#calmVersion
    return [...this.#folded.entries]
  })

  /** The newest event that is held; 0: none is. */
  lastSeq: number = $derived.by(() => {
    void this.#version
    return this.#events.at(-1)?.seq ?? 0
  })

  get firstSeq(): number {
    return this.#events[0]?.seq ?? 0
  }

  hear(frame: FeedFrame): void {
    if (frame.type === 'session' && frame.session.id === this.id) {
      this.#provisional.clear()
      // Told again because this page fell behind: what is read further up stays.
      const stays = this.ready && this.#readers.size > 0
      if (!stays) this.#hold(frame.events.map(recordedOf), frame.more)
      this.atEnd = !stays
      this.ready = true
      this.#beat.now()
      this.#calmBeat.now()
      void this.#readTurns()
    } else if (frame.type === 'events' && frame.to === this.id) {
      const events = frame.events.map(recordedOf)
      this.#confirm(events)
      this.begun += this.#counter(events)
      if (events.some(({ type }) => type === 'prompt.sent' || type === 'prompt.steered'))
        void this.#readTurns()
      const full = this.#readers.size > 0 && this.#events.length + events.length > mostHeld
      // Scrolled back: what comes is read when the person comes to it.
      if (this.atEnd && full) this.atEnd = false
      this.#calmBeat.ask()
      if (this.atEnd) this.#append(events)
      else if (this.#loading) this.#meanwhile.push(...events)
      this.#beat.ask()
    } else if (frame.type === 'deltas') {
      const own = frame.deltas.filter(({ session }) => session === this.id)
      for (const delta of own) this.#grow(delta)
      if (own.length > 0) this.#beat.ask()
    }
  }

  /** Says whether a view is scrolled away from the end. */
  reads(view: object, away: boolean): void {
    if (away) this.#readers.add(view)
    else this.#readers.delete(view)
  }

  /** Reads the page before the window; false: there is none, or one is being read. */
  async loadOlder(): Promise<boolean> {
    const [first] = this.#events
    if (this.#loading || !this.older || !first) return false
    return this.#load(`before=${first.seq}&limit=${page}`, ({ events, more }) => {
      const all = [...events, ...this.#events]
      const cut = all.length > mostHeld
      this.#hold(cut ? all.slice(0, keptAfterTrim) : all, more)
      if (cut) this.atEnd = false
    })
  }

  async loadNewer(): Promise<boolean> {
    const last = this.#events.at(-1)
    if (this.#loading || this.atEnd || !last) return false
    return this.#load(`after=${last.seq}&limit=${page}`, ({ events, more }) => {
      this.#append(events)
      this.atEnd = !more
    })
  }

  /** Puts the window around one event. */
  async show(seq: number): Promise<boolean> {
    if (this.#events.some((event) => event.seq === seq)) return true
    return this.#load(`around=${seq}&limit=${page}`, ({ events }) => {
      this.#hold(events, true)
      this.atEnd = false
    })
  }

  /** Puts the window to the first events. */
  async toStart(): Promise<boolean> {
    if (!this.older) return true
    return this.#load(`after=0&limit=${page}`, ({ events, more }) => {
      this.#hold(events, false)
      this.atEnd = !more
    })
  }

  /** Puts the window back to the end. */
  async toEnd(): Promise<boolean> {
    if (this.atEnd) return true
    return this.#load(`limit=${page}`, ({ events, more }) => {
      this.#hold(events, more)
      this.atEnd = true
    })
  }

  /** Reads a page when the one before it is read. */
  async #load(
    query: string,
    use: (page: { events: Recorded[]; more: boolean }) => void,
  ): Promise<boolean> {
    while (this.#loading) await this.#loading
    this.#loading = this.#read(query, use)
    return this.#loading
  }

  async #read(
    query: string,
    use: (page: { events: Recorded[]; more: boolean }) => void,
  ): Promise<boolean> {
    try {
      const { events, more } = await get<Page>(`sessions/${this.id}/events?${query}`)
      use({ events: events.map(recordedOf), more })
      if (this.atEnd) this.#append(this.#meanwhile)
      this.error = ''
      this.#beat.now()
      this.#calmBeat.now()
      return events.length > 0
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
      return false
    } finally {
      this.#meanwhile = []
      this.#loading = null
    }
  }

  async #readTurns() {
    try {
      const { turns } = await get<{ turns: { seq: number; at: string; text: string }[] }>(
        `sessions/${this.id}/turns`,
      )
      this.turns = turns.map((turn) => ({ ...turn, at: Date.parse(turn.at) }))
    } catch {
      // Stepping through turns then reaches as far as it did; the next prompt reads them again.
    }
  }

  #hold(events: Recorded[], older: boolean) {
    this.#events = events
    this.older = older
    this.#folded = transcript()
    this.#folded.apply(events)
    this.#timeAnew()
  }

  #append(events: Recorded[]) {
    const last = this.#events.at(-1)?.seq ?? 0
    const fresh = events.filter(({ seq }) => seq > last)
    this.#events.push(...fresh)
    this.#folded.apply(fresh)
    this.times.read(fresh)
    if (this.#events.length <= mostHeld) return
    this.#events = this.#events.slice(-keptAfterTrim)
    this.older = true
    this.#folded.forgetBefore(this.firstSeq)
    this.#timeAnew()
  }

  #timeAnew() {
    this.times = itemTimes()
    this.times.read(this.#events)
  }

  /** Recorded text takes the place of the provisional, unless that is ahead of it. */
  #confirm(events: readonly Recorded[]) {
    for (const event of events) {
      if (event.type === 'turn.ended' || event.type === 'agent.exited') this.#provisional.clear()
      else if (event.type === 'item.set')
        this.#settle(event.item.id, event.item.settled, event.item)
      else if (event.type === 'item.grew')
        this.#settle(event.id, event.settled, null, event.offset + event.text.length)
    }
  }

  #settle(id: string, settled: boolean, item: Item | null, reaches = 0) {
    const held = this.#provisional.get(id)
    if (!held) return
    const recorded = item ? (growingText(item)?.length ?? 0) : reaches
    if (settled || recorded >= (growingText(held)?.length ?? 0)) this.#provisional.delete(id)
  }

  #grow({ id, kind, offset, text }: Delta) {
    const base = this.#provisional.get(id) ?? this.#recorded(id) ?? begun(id, kind)
    if (base.settled || offset > (growingText(base)?.length ?? 0)) return
    this.#provisional.set(id, grown(base, offset, text, false))
  }

  #recorded(id: string): Item | undefined {
    const entry = this.#folded.entries.findLast((one) => one.kind === 'item' && one.item.id === id)
    return entry?.kind === 'item' ? entry.item : undefined
  }

  #overlaid(entry: Entry): Entry {
    if (entry.kind !== 'item') return entry
    const item = this.#provisional.get(entry.item.id)
    return item ? { ...entry, item } : entry
  }
}

function begun(id: string, kind: Delta['kind']): Item {
  if (kind === 'tool')
    return { id, settled: false, kind, name: '', tool: 'other', title: '', status: 'running' }
  return { id, settled: false, kind, text: '' }
}
