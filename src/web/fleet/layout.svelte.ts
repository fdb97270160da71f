import { groups, type Group } from '../../core/attention.ts'
import type { App } from '../state/app.svelte.ts'
import type { Attention } from '../state/attention.ts'
import type { Row } from '../state/fleet.svelte.ts'
import { byProject, byUrgency } from '../shell/projects.ts'

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
    const { fleet, prefs, projects, rows: all } = this.#app
    const { filter } = this
    const shown = all.filter(({ group }) => filter === 'all' || filter === group)
    const byState = prefs.all.groupBy === 'state'
    const attention =
      byState && (filter === 'all' || filter === 'Needs you')
        ? fleet.attention.map(({ key }) => key)
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
