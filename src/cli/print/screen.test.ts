import { expect, test } from 'vitest'
import { screen, type Screen } from './screen.ts'

const root = { id: 'root', prefix: '', header: null }
const child = { id: 'child', prefix: '  │ ', header: '  ↳ Tests' }
const other = { id: 'other', prefix: '  │ ', header: '  ↳ Docs' }

function shown(act: (sheet: Screen) => void, columns: number | null = null): string {
  let text = ''
  act(screen({ write: (piece) => (text += piece), columns }))
  return text
}

test('what another session says waits until the line that streams is whole', () => {
  const text = shown((sheet) => {
    sheet.stream(root, 'The quick ')
    sheet.lines(child, ['✓ Ran npm test'])
    sheet.stream(root, 'brown fox\njumps')
    sheet.endStream(root)
  })
  expect(text).toBe('The quick brown fox\n  ↳ Tests\n  │ ✓ Ran npm test\njumps\n')
})

test('two that stream take turns; neither breaks the other', () => {
  const text = shown((sheet) => {
    sheet.stream(child, 'one ')
    sheet.stream(other, 'eins ')
    sheet.stream(child, 'two')
    sheet.stream(other, 'zwei')
    sheet.endStream(child)
    sheet.endStream(other)
  })
  expect(text).toBe('  ↳ Tests\n  │ one two\n  ↳ Docs\n  │ eins zwei\n')
})

test('a title stands once above the lines of its subagent', () => {
  const text = shown((sheet) => {
    sheet.lines(child, ['a'])
    sheet.lines(child, ['b'])
    sheet.lines(root, ['c'])
    sheet.lines(child, ['d'])
  })
  expect(text).toBe('  ↳ Tests\n  │ a\n  │ b\nc\n  ↳ Tests\n  │ d\n')
})

test('everything waits while a question stands', () => {
  const text = shown((sheet) => {
    sheet.hold()
    sheet.lines(root, ['later'])
    sheet.aside('Allow? ')
    sheet.aside('y\n')
    sheet.release()
  })
  expect(text).toBe('Allow? y\nlater\n')
})

test('what waits behind a question is bounded, and says so', () => {
  const text = shown((sheet) => {
    sheet.hold()
    for (let line = 0; line < 6000; line++) sheet.lines(root, [`line ${line}`])
    sheet.release()
  })
  expect(text.split('\n')).toHaveLength(5002)
  expect(text).toMatch(/^… 1000 steps are not shown here/)
})

test('the foot is drawn below and erased before anything else is written', () => {
  const text = shown((sheet) => {
    sheet.foot(['Running npm test', '  ok 1'])
    sheet.lines(root, ['✓ Ran npm test'])
    sheet.foot([])
  }, 80)
  const erased = '\u001b[2A\u001b[J'
  const foot = 'Running npm test\n  ok 1\n'
  expect(text).toBe(`${foot}${erased}✓ Ran npm test\n${foot}${erased}`)
})

test('a pipe has no foot', () => {
  expect(shown((sheet) => sheet.foot(['Running npm test']))).toBe('')
})

test('what others write to the terminal stands above the foot, which is drawn anew below it', () => {
  let text = ''
  const sheet = screen({ write: (piece) => (text += piece), columns: 80 })
  sheet.foot(['at work'])
  sheet.beside(() => (text += 'the server is back\n'))
  expect(text).toBe('at work\n\u001b[1A\u001b[Jthe server is back\nat work\n')
})

test('several things at once draw the foot once, as it is after them', () => {
  let text = ''
  const sheet = screen({ write: (piece) => (text += piece), columns: 80 })
  sheet.foot(['Running npm test'])
  sheet.together(() => {
    sheet.lines(root, ['✓ Ran npm test'])
    sheet.lines(root, ['✓ Read a.ts'])
    return ['Working']
  })
  expect(text).toBe('Running npm test\n\u001b[1A\u001b[J✓ Ran npm test\n✓ Read a.ts\nWorking\n')
})
