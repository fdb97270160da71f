import { groups, type Group } from '../../core/attention.ts'
import type { App } from '../state/app.svelte.ts'
import type { Attention } from '../state/attention.ts'
import type { Row } from '../state/fleet.svelte.ts'
import { byProject, byUrgency } from '../shell/projects.ts'
import { nowOf } from './now.ts'

export type Filter = 'all' | Group

/** `key` tells sections of one name apart, and is what a fold is kept under. */
export type Section = { key: string; name: string; rows: Row[]; of: number }

/** So long after the pointer last moved over the list nothing in it changes place. */
const restMs = 1500

type Plan = {
  attention: string[]
  sections: { key: string; name: string; ids: string[]; of: number }[]
}

/**
 * What lies where in the fleet. What a line says is always the newest; where it lies changes only
 * while the pointer is not at work over the list.
 */
export class FleetLayout {
  #app: App
  #plan = $state.raw<Plan>({ attention: [], sections: [] })
  #movedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  filter = $state<Filter>('all')
  /** Words that stand in the title, the project or what it does now; empty: any. */
  text = $state('')
  /** As `ProjectsState.keyOf` tells it; null: any. */
  project = $state<string | null>(null)
  agent = $state<string | null>(null)

  constructor(app: App) {
    this.#app = app
    $effect(() => {
      const next = this.#wanted
      const rest = this.#movedAt + restMs - performance.now()
      clearTimeout(this.#timer)
      if (rest <= 0) this.#plan = next
      else this.#timer = setTimeout(() => (this.#plan = this.#wanted), rest)
    })
  }

  /** The pointer moved over the list, or left it. */
  pointer(inside: boolean): void {
    this.#movedAt = inside ? performance.now() : 0
    if (!inside) this.#plan = this.#wanted
  }

  /** A change that the person asked for takes place at once. */
  show(filter: Filter): void {
    this.filter = filter
    this.#plan = this.#wanted
  }

  /** Narrows what is shown, at once. */
  narrow(to: Partial<Pick<FleetLayout, 'text' | 'project' | 'agent'>>): void {
    Object.assign(this, to)
    this.#plan = this.#wanted
  }

  clear(): void {
    this.narrow({ text: '', project: null, agent: null })
    this.show('all')
  }

  get narrowed(): boolean {
    return this.text !== '' || this.project !== null || this.agent !== null
  }

  /** The sessions that the filter lets through. */
  shown: Row[] = $derived.by(() =>
    this.#app.rows.filter(
      (row) => (this.filter === 'all' || this.filter === row.group) && this.#matches(row),
    ),
  )

  /** What needs the person and lies outside the filter: it is never hidden in silence. */
  hiddenAsks: number = $derived.by(() => {
    const shown = new Set(this.shown.map(({ id }) => id))
    return this.#app.fleet.attention.filter(({ root }) => !shown.has(root.id)).length
  })

  #matches(row: Row): boolean {
    const { projects } = this.#app
    const { session } = row
    if (this.agent !== null && session.agent !== this.agent) return false
    if (this.project !== null && projects.keyOf(session) !== this.project) return false
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean)
    const said = [session.title, projects.name(session), nowOf(row).text].join(' ').toLowerCase()
    return words.every((word) => said.includes(word))
  }

  attention: Attention[] = $derived.by(() => {
    const all = new Map(this.#app.fleet.attention.map((one) => [one.key, one]))
    return this.#plan.attention.map((key) => all.get(key)).filter((one) => one !== undefined)
  })

  sections: Section[] = $derived.by(() => {
    const all = new Map(this.#app.fleet.rows.map((row) => [row.id, row]))
    return this.#plan.sections.map(({ key, name, ids, of }) => ({
      key,
      name,
      of,
      rows: ids.map((id) => all.get(id)).filter((row) => row !== undefined),
    }))
  })

  #wanted: Plan = $derived.by(() => {
    const { fleet, prefs, projects } = this.#app
    const { filter, shown } = this
    const ids = new Set(shown.map(({ id }) => id))
    const byState = prefs.all.groupBy === 'state'
    const attention =
      byState && (filter === 'all' || filter === 'Needs you')
        ? fleet.attention
            .filter(({ root }) => !this.narrowed || ids.has(root.id))
            .map(({ key }) => key)
        : []
    const sections = byState
      ? groups
          .filter((name) => name !== 'Needs you')
          .map((name) => ({ key: name, name, rows: shown.filter(({ group }) => group === name) }))
      : byProject(shown, (session) => projects.of(session)).map(({ key, rows }) => ({
          key: `project ${key}`,
          name: rows[0] ? projects.name(rows[0].session) : '',
          rows: byUrgency(rows),
        }))
    return {
      attention,
      sections: sections
        .filter(({ rows }) => rows.length > 0)
        .map(({ key, name, rows }) => ({
          key,
          name,
          ids: rows.map(({ id }) => id),
          of: rows.length,
        })),
    }
  })
}
