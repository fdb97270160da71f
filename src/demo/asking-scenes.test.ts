import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  driveAgent,
  scratchPlace,
  textOf,
  type Answers,
  type Place,
  played,
} from './driven-agent.ts'
import { part } from './truth.ts'

let place: Place

beforeAll(async () => {
  place = await scratchPlace()
})

afterAll(() => place.remove())

const play = (prompt: string, answers: Answers = {}) => played(place, prompt, answers)

describe('an approval', () => {
  test('that is given runs the command', async () => {
    const { driven, text } = await play('/play approval pace=0', { permission: () => 'allow' })
    expect(driven.permissions).toHaveLength(1)
    expect(driven.permissions[0]?.toolCall.kind).toBe('execute')
    expect(text).toContain('version 42')
  })

  test('that is denied leads elsewhere', async () => {
    const { text, driven } = await play('/play approval pace=0', { permission: () => 'reject' })
    expect(text).not.toContain('version 42')
    expect(text).toContain('leave the database alone')
    expect(driven.shown.some(({ update }) => part(update, 'status') === 'failed')).toBe(true)
  })

  test('that is dropped ends the turn as cancelled', async () => {
    const { response } = await play('/play approval pace=0', { permission: () => 'cancelled' })
    expect(response.stopReason).toBe('cancelled')
  })

  test('comes twice in approvals, each with its own branch', async () => {
    let asked = 0
    const permission = () => (++asked === 1 ? 'allow' : 'reject')
    const { text } = await play('/play approvals pace=0', { permission })
    expect(asked).toBe(2)
    expect(text).toContain('The commit is made.')
    expect(text).toContain('Nothing is pushed')
  })

  test('for good is not asked again in the session', async () => {
    const driven = await driveAgent(place, { permission: () => 'always' })
    const session = await driven.newSession(place.workspace())
    await driven.prompt(session, '/play approval pace=0')
    await driven.prompt(session, '/play approval pace=0')
    expect(driven.permissions).toHaveLength(1)
    await driven.end()
  })

  test('asked by a subagent carries the id of the subagent', async () => {
    const { driven, session } = await play('/play child-approval pace=0')
    expect(driven.permissions[0]?.sessionId).toBe(`${session}_t1a1`)
  })
})

describe('a question', () => {
  const choose = (answer: string): Answers => ({
    elicit: () => ({ action: 'accept', content: { answer } }),
  })

  test('is a form whose answer decides how it goes on', async () => {
    const { driven, text } = await play('/play question pace=0', choose('half-up'))
    expect(driven.questions).toHaveLength(1)
    expect(text).toContain('0.125 becomes 0.13')
    const other = await play('/play question pace=0', choose('half-even'))
    expect(other.text).toContain('0.125 becomes 0.12')
  })

  test('may be declined', async () => {
    const { text } = await play('/play question pace=0')
    expect(text).toContain('whole cents')
  })

  test('is put in words to a client without forms; the next prompt answers it', async () => {
    const driven = await driveAgent(place, {}, { subagents: {} })
    const session = await driven.newSession(place.workspace())
    await driven.prompt(session, '/play question pace=0')
    expect(driven.questions).toHaveLength(0)
    expect(textOf(driven.shown, session)).toContain('1. Half to even')
    await driven.prompt(session, '2')
    expect(textOf(driven.shown, session)).toContain('0.125 becomes 0.13')
    await driven.end()
  })
})
