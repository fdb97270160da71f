import type { Prefs } from './prefs.svelte.ts'

/** Everything that has a key. `Mod` is ⌘ on a Mac and Ctrl elsewhere; two letters are pressed one after the other. */
export const commands = {
  'move-down': { key: 'j', about: 'Next row' },
  'move-up': { key: 'k', about: 'Row before' },
  open: { key: 'Enter', about: 'Open' },
  'open-beside': { key: 'Mod+Enter', about: 'Open beside' },
  back: { key: 'Escape', about: 'Back' },
  next: { key: '.', about: 'Next that needs you' },
  allow: { key: 'y', about: 'Allow once' },
  always: { key: 'a', about: 'Always allow here' },
  deny: { key: 'n', about: 'Deny' },
  'deny-why': { key: 'Shift+N', about: 'Deny and say why' },
  reply: { key: 'r', about: 'Reply or resume' },
  new: { key: 'c', about: 'New session' },
  compose: { key: 'i', about: 'Write to the session' },
  interrupt: { key: 'Mod+.', about: 'Interrupt the turn' },
  'turn-before': { key: '[', about: 'Turn before' },
  'turn-after': { key: ']', about: 'Next turn' },
  expand: { key: 'e', about: 'Open or close the item' },
  seen: { key: 'v', about: 'Mark as seen' },
  'go-fleet': { key: 'g f', about: 'Go to Fleet' },
  'go-needs': { key: 'g n', about: 'Go to Needs you' },
  'go-settings': { key: 'g s', about: 'Go to Settings' },
  agents: { key: 'g a', about: 'Agents panel' },
  palette: { key: 'Mod+k', about: 'Commands' },
  notices: { key: 'b', about: 'Notifications' },
  keys: { key: '?', about: 'Keys' },
  split: { key: 'Mod+\\', about: 'Split the pane' },
  'close-pane': { key: 'Shift+X', about: 'Close the pane' },
  detach: { key: 'Shift+Alt+O', about: 'Open the pane in its own window' },
  'pane-next': { key: 'Alt+ArrowRight', about: 'Next pane' },
  'pane-before': { key: 'Alt+ArrowLeft', about: 'Pane before' },
  wider: { key: 'Shift+Alt+ArrowRight', about: 'Make the pane larger' },
  narrower: { key: 'Shift+Alt+ArrowLeft', about: 'Make the pane smaller' },
} as const satisfies Record<string, { key: string; about: string }>

export type CommandName = keyof typeof commands
export type Handlers = Partial<Record<CommandName, () => void | boolean>>

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** Turns key presses into commands. The scope that was added last is asked first; a `modal` one hides the others. */
export class Keys {
  #prefs: Prefs
  #scopes: { handlers: () => Handlers; modal: boolean }[] = []
  #begun = ''
  #begunAt = 0

  constructor(prefs: Prefs) {
    this.#prefs = prefs
  }

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
    const pressed = pressedKey(event)
    if (pressed === null) return
    const writing = isWriting(event.target)
    const plain = !event.metaKey && !event.ctrlKey && !event.altKey
    if (writing && plain) return
    if (plain && pressed.length === 1 && !this.#prefs.all.singleKeys) return
    // A button or a link that has the focus is pressed by Enter itself.
    if (pressed === 'Enter' && isPressable(event.target)) return
    const sequence =
      performance.now() - this.#begunAt < 1200 ? `${this.#begun} ${pressed}` : pressed
    this.#begun = ''
    if (this.#run(sequence) || (sequence !== pressed && this.#run(pressed)))
      return event.preventDefault()
    if (this.#begins(pressed)) {
      this.#begun = pressed
      this.#begunAt = performance.now()
    }
  }

  #run(key: string): boolean {
    const names = (Object.keys(commands) as CommandName[]).filter(
      (name) => this.keyOf(name) === key,
    )
    for (const scope of this.#scopes.toReversed()) {
      const handlers = scope.handlers()
      for (const name of names) {
        const handle = handlers[name]
        if (handle && handle() !== false) return true
      }
      if (scope.modal) return false
    }
    return false
  }

  #begins(key: string): boolean {
    return (Object.keys(commands) as CommandName[]).some((name) =>
      this.keyOf(name).startsWith(`${key} `),
    )
  }
}

/** A press as it is written in the table; null for a modifier alone. */
export function pressedKey(event: KeyboardEvent): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead'].includes(event.key)) return null
  const mod = isMac ? event.metaKey : event.ctrlKey
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  const key = event.altKey && letter ? letter.toLowerCase() : event.key
  const named = key.length > 1 || /[a-z]/i.test(key)
  const shift = event.shiftKey && named ? 'Shift+' : ''
  const alt = event.altKey ? 'Alt+' : ''
  const base = key.length === 1 ? (event.shiftKey ? key.toUpperCase() : key.toLowerCase()) : key
  return `${mod ? 'Mod+' : ''}${shift}${alt}${base}`
}

/** A key as caps for a person. */
export function keyCaps(key: string): string[] {
  return key
    .split(' ')
    .flatMap((part) =>
      part.split(/\+(?=.)/).map((cap) => caps[cap] ?? (cap.length === 1 ? cap.toUpperCase() : cap)),
    )
}

const caps: Record<string, string> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Shift: '⇧',
  Alt: isMac ? '⌥' : 'Alt',
  Enter: '↵',
  Escape: 'Esc',
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])'))
  )
}

function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('button, a[href], summary, [role=treeitem], [role=option]')
  )
}
