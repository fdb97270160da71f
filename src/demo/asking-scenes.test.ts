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
  const fill = (content: Record<string, string | string[]>): Answers => ({
    elicit: () => ({ action: 'accept', content }),
  })
  const choose = (answer: string) => fill({ answer })

  test('is a form whose answer decides how it goes on', async () => {
    const { driven, text } = await play('/play question pace=0', choose('half-up'))
    expect(driven.questions).toHaveLength(1)
    expect(text).toContain('0.125 becomes 0.13')
    const other = await play('/play question pace=0', choose('half-even'))
    expect(other.text).toContain('0.125 becomes 0.12')
  })

  test('of which several may be chosen is a list; each choice has its say', async () => {
    const answers = fill({ answer: ['half-up', 'digits-3'] })
    const { driven, text } = await play('/play question several=yes options=3 pace=0', answers)
    expect(part(driven.questions[0], 'requestedSchema')).toMatchObject({
      properties: {
        answer: {
          type: 'array',
          items: {
            anyOf: [
              { const: 'half-even', title: 'Half to even', description: 'as banks do' },
              { const: 'half-up', title: 'Half up', description: 'as on paper' },
              { const: 'digits-3', title: 'To 3 digits' },
            ],
          },
        },
      },
    })
    expect(text).toContain('0.125 becomes 0.13')
    expect(text).toContain('kept to 3 digits')
    expect(text).not.toContain('0.12,')
  })

  test('is asked with others in the same form, and each answer has its say', async () => {
    const answers = fill({ answer: 'half-even', answer_2: 'half-up', answer_3: 'half-even' })
    const { driven, text } = await play('/play question more=2 pace=0', answers)
    expect(driven.questions).toHaveLength(1)
    expect(part(driven.questions[0], 'requestedSchema')).toMatchObject({
      properties: {
        answer: { description: 'Which rounding should the ledger follow?' },
        answer_2: { description: 'Which rounding should account 1 follow?' },
        answer_3: { description: 'Which rounding should account 2 follow?' },
      },
      required: ['answer', 'answer_2', 'answer_3'],
    })
    expect(text).toContain('0.125 becomes 0.12')
    expect(text).toContain('Account 1: half up.')
    expect(text).toContain('Account 2: half to even.')
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
    await driven.prompt(session, '/play question several=yes more=1 pace=0')
    expect(textOf(driven.shown, session)).toContain('2. Half up: as on paper')
    await driven.prompt(session, '1, half up')
    expect(textOf(driven.shown, session)).toContain('Which rounding should account 1 follow?')
    await driven.prompt(session, '1')
    expect(textOf(driven.shown, session)).toContain('Account 1: half to even.')
    await driven.end()
  })
})
