import { ruleFor } from '../../core/ask.ts'
import { post } from '../feed/api.ts'
import type { App } from '../state/app.svelte.ts'
import { allIn, type Attention } from '../state/attention.ts'
import type { Handlers } from '../state/keys.svelte.ts'

/** A key pressed so soon after a card came under it was meant for the one before. */
const armMs = 400

/** Choosing and answering in a list of what needs the person, by key and by hand. */
export class Answering {
  #app: App
  #items: () => readonly Attention[]
  #order: () => readonly string[]
  #wanted = $state('')
  #chosenAt = 0
  #sent = $state.raw<ReadonlySet<string>>(new Set())
  /** Asks on a card of several that an answer leaves alone. */
  #left = $state.raw<ReadonlySet<string>>(new Set())
  /** The one that a reply or a reason is being written to. */
  writing = $state<{ key: string; why: 'reply' | 'deny' } | null>(null)

  constructor(app: App, items: () => readonly Attention[], order: () => readonly string[]) {
    this.#app = app
    this.#items = items
    this.#order = order
    $effect(() => {
      // What lies under the keys changed by itself: they are armed anew.
      void this.chosen
      void this.#under
      this.#chosenAt = performance.now()
    })
  }

  /** The row that keys are about: the chosen one, or what took its place. */
  chosen: string = $derived.by(() => {
    const order = this.#order()
    return order.includes(this.#wanted) ? this.#wanted : (order[0] ?? '')
  })

  get item(): Attention | undefined {
    return this.#items().find(({ key }) => key === this.chosen)
  }

  /** What an answer by key would be given to. */
  #under: string = $derived(
    this.item
      ? this.covered(this.item)
          .map(({ key }) => key)
          .join(' ')
      : '',
  )

  choose = (key: string): void => {
    this.#wanted = key
  }

  /** Everything that can be answered on a card was. */
  isSent(item: Attention): boolean {
    return this.covered(item).every(({ key }) => this.#sent.has(key))
  }

  /** Those on a card that an answer is given to: the ones that are ticked. */
  covered(item: Attention): Attention[] {
    return item.others.length === 0 ? [item] : allIn(item).filter(({ key }) => this.isTicked(key))
  }

  isTicked(key: string): boolean {
    return !this.#left.has(key)
  }

  tick(key: string): void {
    const left = [...this.#left].filter((one) => one !== key)
    this.#left = new Set(this.isTicked(key) ? [...left, key] : left)
  }

  canAlways({ ask }: Attention): boolean {
    return ask !== null && ruleFor(ask) !== null
  }

  async answer(item: Attention, body: unknown): Promise<void> {
    if (!this.#app.live) return
    const asked = this.covered(item).filter(({ key }) => !this.#sent.has(key))
    await Promise.all(
      asked.map(async (one) => {
        if (one.ask) await this.#once(one, `approvals/${encodeURIComponent(one.ask.id)}`, body)
      }),
    )
  }

  async resume(item: Attention): Promise<void> {
    if (!this.#app.live || this.#sent.has(item.key)) return
    await this.#once(item, `sessions/${item.root.id}/resume`)
  }

  /** What to do after a failure whose agent still lives. */
  async prompt(item: Attention, text: string): Promise<void> {
    if (!this.#app.live || this.#sent.has(item.key)) return
    await this.#once(item, `sessions/${item.root.id}/prompts`, { text })
  }

  /** Sent at most once; a refusal is told, and it can be tried again. */
  async #once(item: Attention, path: string, body?: unknown) {
    this.#sent = new Set([...this.#sent, item.key])
    this.writing = null
    try {
      await post(path, body)
    } catch (error) {
      this.#app.refused(error)
      this.#sent = new Set([...this.#sent].filter((key) => key !== item.key))
    }
  }

  get keys(): Handlers {
    const approval = (act: (item: Attention) => void) => () => {
      const { item } = this
      if (item?.kind !== 'approval') return false
      if (performance.now() - this.#chosenAt > armMs) act(item)
      return true
    }
    return {
      'move-down': () => this.#move(1),
      'move-up': () => this.#move(-1),
      open: () => this.#open(false),
      'open-beside': () => this.#open(true),
      allow: approval((item) => void this.answer(item, { choice: 'allow' })),
      always: approval((item) => {
        if (this.canAlways(item)) void this.answer(item, { choice: 'allow', always: true })
      }),
      deny: approval((item) => void this.answer(item, { choice: 'deny' })),
      'deny-why': approval((item) => (this.writing = { key: item.key, why: 'deny' })),
      reply: () => {
        const { item } = this
        if (item === undefined || item.kind === 'approval') return false
        if (item.kind === 'failure' && item.root.live === null) void this.resume(item)
        else this.writing = { key: item.key, why: 'reply' }
        return true
      },
    }
  }

  #move(by: 1 | -1) {
    const order = this.#order()
    const at = order.indexOf(this.chosen)
    this.#wanted = order[Math.min(order.length - 1, Math.max(0, at + by))] ?? ''
  }

  #open(beside: boolean): boolean {
    const id = this.item?.session.id ?? this.chosen
    if (id === '') return false
    this.#app.bench.open(`/s/${id}`, beside)
    return true
  }
}
