import type { Ask, Option } from '../../core/ask.ts'

/** What is chosen of the answers that a question offers: one goes at once, several when they are sent. */
export class Choosing {
  #ask: () => Ask
  #isOff: () => boolean
  #reply: (text: string) => void
  #chosen = $state.raw<readonly string[]>([])

  constructor(ask: () => Ask, isOff: () => boolean, reply: (text: string) => void) {
    this.#ask = ask
    this.#isOff = isOff
    this.#reply = reply
  }

  get options(): readonly Option[] {
    return this.#ask().options ?? []
  }

  get several(): boolean {
    return this.#ask().several === true
  }

  get off(): boolean {
    return this.#isOff()
  }

  get count(): number {
    return this.#chosen.length
  }

  has(id: string): boolean {
    return this.#chosen.includes(id)
  }

  choose(id: string): void {
    if (this.off) return
    if (!this.several) return this.#reply(id)
    const left = this.#chosen.filter((one) => one !== id)
    this.#chosen = left.length < this.#chosen.length ? left : [...left, id]
  }

  /** In the order in which they were offered. */
  send(): void {
    if (this.off || this.count === 0) return
    const ids = this.options.map(({ id }) => id)
    this.#reply(ids.filter((id) => this.has(id)).join(', '))
  }
}
