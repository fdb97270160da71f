import { commandNames, commands, matched, pressedKey, type CommandName } from './keymap.ts'
import type { Prefs } from './prefs.svelte.ts'

/** What commands do here; `digit` where the key stands for one. False: not taken, others are asked. */
export type Handlers = Partial<Record<CommandName, (digit: number) => void | boolean>>

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** So long the second letter of two may come after the first. */
const sequenceMs = 1200

/** Turns key presses into commands. The scope that was added last is asked first; a `modal` one hides the others. */
export class Keys {
  #prefs: Prefs
  #scopes: { handlers: () => Handlers; modal: boolean }[] = []
  #begun = ''
  #begunAt = 0

  constructor(prefs: Prefs) {
    this.#prefs = prefs
  }

  /** Empty: the person took its key away. */
  keyOf(name: CommandName): string {
    return this.#prefs.all.keys[name] ?? commands[name].key
  }

  /** Adds a scope; the answer takes it away. */
  add(handlers: () => Handlers, modal = false): () => void {
    const scope = { handlers, modal }
    this.#scopes.push(scope)
    return () => {
      this.#scopes = this.#scopes.filter((one) => one !== scope)
    }
  }

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const pressed = pressedKey(event, isMac)
    if (pressed === null) return
    const plain = !event.metaKey && !event.ctrlKey && !event.altKey
    if (isWriting(event.target) && (plain || editsText(event))) return
    if (plain && pressed.replace('Shift+', '').length === 1 && !this.#prefs.all.singleKeys) return
    // A button or a link that has the focus is pressed by Enter itself.
    if (pressed === 'Enter' && isPressable(event.target)) return
    const sequence =
      performance.now() - this.#begunAt < sequenceMs ? `${this.#begun} ${pressed}` : pressed
    this.#begun = ''
    if (this.#run(sequence) || (sequence !== pressed && this.#run(pressed)))
      return event.preventDefault()
    if (commandNames.some((name) => this.keyOf(name).startsWith(`${pressed} `))) {
      this.#begun = pressed
      this.#begunAt = performance.now()
    }
  }

  #run(pressed: string): boolean {
    const meant = commandNames.flatMap((name) => {
      const digit = matched(this.keyOf(name), pressed)
      return digit === null ? [] : [{ name, digit }]
    })
    if (meant.length === 0) return false
    for (const scope of this.#scopes.toReversed()) {
      const handlers = scope.handlers()
      for (const { name, digit } of meant) {
        const handle = handlers[name]
        if (handle && handle(digit) !== false) return true
      }
      if (scope.modal) return false
    }
    return false
  }
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])'))
  )
}

/** Words are walked and marked with these: a field keeps them. */
function editsText({ key, altKey }: KeyboardEvent): boolean {
  return altKey && key.startsWith('Arrow')
}

function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('button, a[href], summary, [role=treeitem], [role=option]')
  )
}
