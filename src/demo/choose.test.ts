import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choose } from './choose.ts'
import { demoFleet } from './fleet.ts'
import { pieces } from './pace.ts'
import { playIn, slugOf, subjectOf } from './play.ts'
import { seededRandom } from './random.ts'
import { docs, refactor, review } from './scenes/asked-care.ts'
import { explain } from './scenes/asked-words.ts'
import { endpoint, fix, general, tests } from './scenes/asked-work.ts'
import { stories } from './scenes/stories.ts'

test.each([
  ['add a health endpoint', endpoint],
  ['fix the login bug', fix],
  ['write tests for the parser', tests],
  ['review the payment code', review],
  ['document the options', docs],
  ['refactor the report', refactor],
  ['how does the cache work?', explain],
  ['hello', general],
])('"%s" gets a scene that fits its words', (prompt, scene) => {
  expect(choose(prompt)).toEqual({ scene, keys: {} })
})

test('a prompt is about its telling words', () => {
  expect(subjectOf('add a health endpoint')).toBe('health')
  expect(subjectOf('Please fix the login bug in the new session store')).toBe('login session store')
  expect(slugOf('login session store', 'x')).toBe('login-session-store')
  expect(slugOf('', 'status')).toBe('status')
  expect(slugOf('größe', 'status')).toBe('gr-e')
})

test('/play names a scene and its keys', () => {
  expect(playIn('/play flood rate=10 size=3')).toEqual({
    name: 'flood',
    keys: { rate: '10', size: '3' },
  })
  expect(playIn('play flood')).toBeNull()
  expect(choose('/play story name=flaky-test')).toMatchObject({ scene: stories['flaky-test'] })
  expect(choose('/play constructor')).toMatchObject({ unknown: 'constructor' })
})

test('every session of the fleet has a story of its own, told by its prompt alone', () => {
  const told = demoFleet.map(({ prompt, story }) => {
    expect(choose(prompt)).toEqual({ scene: stories[story], keys: {} })
    return story
  })
  expect(new Set(told).size).toBe(8)
  expect(new Set(demoFleet.map(({ project }) => project)).size).toBe(3)
})

test('the pieces of a text are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, seed) => {
      expect(pieces(text, seededRandom(seed)).join('')).toBe(text)
    }),
  )
})
