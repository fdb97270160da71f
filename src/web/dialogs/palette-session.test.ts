import { expect, test } from 'vitest'
import type { Can } from '../../core/report.ts'
import type { Session } from '../../core/session.ts'
import { atRest, can as canAll, created, given } from '../../core/testing.ts'
import type { App } from '../state/app.svelte.ts'
import { found } from './palette-entry.ts'
import { forFocused } from './palette-session.ts'

const resting = given(created({ model: 'large' }))
const { id } = resting
const done: unknown[] = []

/** As much of the app as the entries of one session ask of it. */
function entriesFor(session: Session) {
  done.length = 0
  const app = {
    bench: { place: `/s/${id}`, open: () => {} },
    fleet: { waiting: [], attention: [], get: () => session, rows: [{ session }] },
    projects: { name: () => 'shop' },
    act: (...all: unknown[]) => done.push(all),
    fork: (...all: unknown[]) => done.push(all),
  }
  return forFocused(app as unknown as App)
}

const titles = (typed: string, session = resting) =>
  found(entriesFor(session), typed).map(({ title }) => title)

test('a permission and a model are switched in a next step, or found at once by their words', () => {
  expect(titles('')).toEqual(expect.arrayContaining(['Switch the permission', 'Switch the model']))
  expect(titles('')).not.toContain('Plans only')
  expect(titles('plans')).toEqual(['Plans only'])
  expect(titles('large')).toEqual(['large'])
})

test('what is chosen is set as the composer sets it', () => {
  const entries = entriesFor(resting)
  found(entries, 'plans')[0]?.run('')
  found(entries, 'another model')[0]?.run('small')
  expect(done).toEqual([
    [`sessions/${id}`, { permission: 'plan' }, 'PATCH'],
    [`sessions/${id}`, { model: 'small' }, 'PATCH'],
  ])
})

const alive = given(created(), ...atRest)
const which = (can: Partial<Can>): Session => ({ ...alive, can: { ...canAll, ...can } })

test('an agent that lives is offered only what it can do', () => {
  expect(titles('switch', alive)).toEqual(['Switch the permission', 'Switch the model'])
  expect(titles('switch', which({ switch: { model: false, permission: true } }))).toEqual([
    'Switch the permission',
  ])
  expect(titles('fork', which({ fork: false }))).toEqual([])
})

test('a fork asks what the copy is to do, and does it', () => {
  const [fork] = found(entriesFor(which({ fork: true })), 'fork')
  expect(fork?.asks?.label).toBe('What the copy is to do')
  fork?.run('go on')
  expect(done).toEqual([[id, 'go on']])
})
