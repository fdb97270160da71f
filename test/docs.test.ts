import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { apiPage, cliPage } from '../scripts/docs.ts'

const read = (file: string) => readFileSync(file, 'utf8')

test('docs/cli.md and docs/api.md say what the tables say (npm run docs)', () => {
  expect(read('docs/cli.md')).toBe(cliPage())
  const api = read('docs/api.md')
  expect(api).toBe(apiPage(api))
})

test('docs/events.md lists every type of event, and no other', () => {
  const union = [
    ...read('src/core/event.ts')
      .split('export type Recorded')[0]!
      .matchAll(/type: '([a-z.]+)'/g),
  ]
  const facts = read('src/core/report.ts')
    .split('export type Report =')[0]!
    .matchAll(/type: '([a-z.]+)'/g)
  const types = new Set([...union, ...facts].map(([, type]) => type))
  const listed = [...read('docs/events.md').matchAll(/^\| `([a-z.]+)` +\|/gm)].map(
    ([, type]) => type,
  )
  expect(new Set(listed)).toEqual(types)
})

test('docs/states.md lists every state, and docs/api.md every rejection', () => {
  const states = [
    ...read('src/core/session.ts')
      .split('export type State =')[1]!
      .split('\n\n')[0]!
      .matchAll(/'([a-z-]+)'/g),
  ]
  for (const [, state] of states)
    expect(read('docs/states.md')).toMatch(new RegExp(`\\| \`${state}\` +\\|`))
  const rejections = read('src/core/command.ts')
    .split('rejected:')[1]!
    .split('message')[0]!
    .matchAll(/'([a-z-]+)'/g)
  for (const [, code] of rejections) expect(read('docs/api.md')).toContain(`\`${code}\``)
})

test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'AGENTS.md'])(
  '%s links only to what is there',
  (page) => {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#]+)\)/g))
      if (!target.startsWith('http'))
        expect(existsSync(join(dirname(page), target)), target).toBe(true)
  },
)
