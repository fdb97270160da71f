/**
 * Everything that has a key. `Mod` is ⌘ on a Mac and Ctrl elsewhere; two letters are pressed one after the
 * other; `#` stands for a digit from 1 to 9.
 */
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
  send: { key: 's', about: 'Send the answers that are chosen' },
  new: { key: 'c', about: 'New session' },
  compose: { key: 'i', about: 'Write to the session' },
  interrupt: { key: 'Mod+.', about: 'Interrupt the turn' },
  'turn-before': { key: '[', about: 'Turn before' },
  'turn-after': { key: ']', about: 'Next turn' },
  expand: { key: 'e', about: 'Open or close the item' },
  seen: { key: 'v', about: 'Mark as seen' },
  filter: { key: 'f', about: 'Filter the fleet' },
  'clear-filter': { key: 'Shift+F', about: 'Show the whole fleet' },
  'go-fleet': { key: 'g f', about: 'Go to Fleet' },
  'go-needs': { key: 'g n', about: 'Go to Needs you' },
  'go-settings': { key: 'g s', about: 'Go to Settings' },
  agents: { key: 'g a', about: 'Agents panel' },
  palette: { key: 'Mod+k', about: 'Commands' },
  notices: { key: 'b', about: 'Notifications' },
  keys: { key: '?', about: 'Keys' },
  split: { key: 'Mod+\\', about: 'Split the pane' },
  'split-down': { key: 'Mod+Shift+|', about: 'Split the pane downwards' },
  'close-pane': { key: 'Shift+X', about: 'Close the pane' },
  detach: { key: 'Shift+Alt+O', about: 'Open the pane in its own window' },
  'pane-nth': { key: 'Alt+#', about: 'Pane by its number' },
  'pane-left': { key: 'Alt+ArrowLeft', about: 'Pane to the left' },
  'pane-right': { key: 'Alt+ArrowRight', about: 'Pane to the right' },
  'pane-up': { key: 'Alt+ArrowUp', about: 'Pane above' },
  'pane-down': { key: 'Alt+ArrowDown', about: 'Pane below' },
  'move-left': { key: 'Shift+Alt+ArrowLeft', about: 'Move the pane left' },
  'move-right': { key: 'Shift+Alt+ArrowRight', about: 'Move the pane right' },
  'move-pane-up': { key: 'Shift+Alt+ArrowUp', about: 'Move the pane up' },
  'move-pane-down': { key: 'Shift+Alt+ArrowDown', about: 'Move the pane down' },
  wider: { key: 'Alt+=', about: 'Make the pane larger' },
  narrower: { key: 'Alt+-', about: 'Make the pane smaller' },
  'new-tab': { key: 'Alt+t', about: 'New tab' },
  'tab-after': { key: 'Alt+]', about: 'Next tab' },
  'tab-before': { key: 'Alt+[', about: 'Tab before' },
} as const satisfies Record<string, { key: string; about: string }>

export type CommandName = keyof typeof commands

export const commandNames = Object.keys(commands) as CommandName[]

/** What of a key press matters. */
export type Press = {
  key: string
  code: string
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
}

// With Alt many layouts write other signs: there the place of the key counts.
const placed: Record<string, string> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
}

/** A press as it is written in the table; null for a modifier alone. */
export function pressedKey(press: Press, mac: boolean): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'AltGraph'].includes(press.key)) return null
  const mod = mac ? press.metaKey : press.ctrlKey
  const plain = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code)
  const key = press.altKey
    ? (plain?.[1]?.toLowerCase() ?? plain?.[2] ?? placed[press.code] ?? press.key)
    : press.key
  const named = key.length > 1 || /[a-z]/i.test(key) || mod
  const shift = press.shiftKey && named ? 'Shift+' : ''
  const alt = press.altKey ? 'Alt+' : ''
  const base = key.length === 1 ? (press.shiftKey ? key.toUpperCase() : key.toLowerCase()) : key
  return `${mod ? 'Mod+' : ''}${shift}${alt}${base}`
}

/** Whether a press (or two of them) is what a key says: the digit where it stands for one, else 0; null: it is not. */
export function matched(key: string, pressed: string): number | null {
  if (key === '') return null
  if (key === pressed) return 0
  if (!key.endsWith('#') || !pressed.startsWith(key.slice(0, -1))) return null
  const digit = pressed.slice(key.length - 1)
  return /^[1-9]$/.test(digit) ? Number(digit) : null
}

/** Whether two keys are never told apart. */
export function collide(one: string, other: string): boolean {
  if (one === '' || other === '') return false
  return one === other || matched(one, other) !== null || matched(other, one) !== null
}

/** A key as caps for a person. */
export function keyCaps(key: string, mac: boolean): string[] {
  const caps: Record<string, string> = {
    Mod: mac ? '⌘' : 'Ctrl',
    Shift: '⇧',
    Alt: mac ? '⌥' : 'Alt',
    Enter: '↵',
    Escape: 'Esc',
    ArrowRight: '→',
    ArrowLeft: '←',
    ArrowUp: '↑',
    ArrowDown: '↓',
    '#': '1…9',
  }
  if (key === '') return []
  return key
    .split(' ')
    .flatMap((part) =>
      part.split(/\+(?=.)/).map((cap) => caps[cap] ?? (cap.length === 1 ? cap.toUpperCase() : cap)),
    )
}
