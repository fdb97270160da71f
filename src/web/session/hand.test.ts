import { expect, test } from 'vitest'
import { hand } from './hand.ts'

const wheel = (deltaY: number) => ({ deltaY }) as WheelEvent
const key = (name: string) => ({ key: name }) as KeyboardEvent

function started() {
  let time = 0
  const one = hand(() => time)
  one.at(100)
  return { one, pass: (ms: number) => (time += ms) }
}

test('rows that grow move the list without the hand', () => {
  const { one, pass } = started()
  expect(one.at(200)).toMatchObject({ moved: false })
  one.wheel(wheel(10))
  expect(one.at(220)).toEqual({ moved: true, down: true })
  pass(1001)
  expect(one.at(240)).toMatchObject({ moved: false })
})

test('a list that is pulled down while the person wants to go up did not go down by their wish', () => {
  const { one } = started()
  one.wheel(wheel(-10))
  expect(one.at(150)).toEqual({ moved: true, down: false })
})

test('keys and a dragged scrollbar are the hand, too', () => {
  const { one, pass } = started()
  one.key(key('PageDown'))
  expect(one.at(150)).toEqual({ moved: true, down: true })
  one.key(key('PageUp'))
  expect(one.at(160)).toEqual({ moved: true, down: false })
  one.touch()
  one.press()
  pass(5000)
  expect(one.at(300)).toEqual({ moved: true, down: true })
  one.lift()
  expect(one.at(400)).toMatchObject({ moved: false })
})
