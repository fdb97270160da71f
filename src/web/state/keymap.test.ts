import { expect, test } from 'vitest'
import {
  collide,
  commandNames,
  commands,
  keyCaps,
  matched,
  pressedKey,
  type Press,
} from './keymap.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
})

test('no two commands have keys that cannot be told apart', () => {
  const pairs = commandNames.flatMap((one, at) =>
    commandNames.slice(at + 1).map((other) => [one, other] as const),
  )
  const taken = pairs.filter(([one, other]) => collide(commands[one].key, commands[other].key))
  expect(taken).toEqual([])
})

test('a press is written with its modifiers, and Mod is the one of the system', () => {
  expect(pressedKey(press('k', { ctrlKey: true }), false)).toBe('Mod+k')
  expect(pressedKey(press('k', { metaKey: true }), true)).toBe('Mod+k')
  expect(pressedKey(press('N', { shiftKey: true }), false)).toBe('Shift+N')
  expect(pressedKey(press('ArrowLeft', { altKey: true, shiftKey: true }), false)).toBe(
    'Shift+Alt+ArrowLeft',
  )
})

test('a sign that needs Shift on some keyboards is that sign', () => {
  expect(pressedKey(press('?', { shiftKey: true, code: 'Slash' }), false)).toBe('?')
})

test('with Alt the place of a key counts, whatever sign it would write', () => {
  expect(pressedKey(press('Ø', { altKey: true, shiftKey: true, code: 'KeyO' }), true)).toBe(
    'Shift+Alt+O',
  )
  expect(pressedKey(press('≠', { altKey: true, code: 'Equal' }), true)).toBe('Alt+=')
  expect(pressedKey(press('¡', { altKey: true, code: 'Digit1' }), true)).toBe('Alt+1')
})

test('a modifier alone is no press', () => {
  expect(pressedKey(press('Shift', { shiftKey: true }), false)).toBeNull()
})

test('a digit stands for itself and tells which', () => {
  expect(matched('Alt+#', 'Alt+3')).toBe(3)
  expect(matched('Alt+#', 'Alt+0')).toBeNull()
  expect(matched('Alt+#', 'Alt+x')).toBeNull()
  expect(matched('g f', 'g f')).toBe(0)
})

test('a key that was taken away matches nothing and collides with nothing', () => {
  expect(matched('', '')).toBeNull()
  expect(collide('', '')).toBe(false)
  expect(keyCaps('', false)).toEqual([])
})

test('caps are the signs that stand on the keys', () => {
  expect(keyCaps('Mod+Enter', true)).toEqual(['⌘', '↵'])
  expect(keyCaps('Mod+.', false)).toEqual(['Ctrl', '.'])
  expect(keyCaps('g f', false)).toEqual(['G', 'F'])
  expect(keyCaps('Alt+#', false)).toEqual(['Alt', '1…9'])
})
