import { expect, test } from 'vitest'
import { promptOrder, runnerWorld, startOrder, type FakeServer } from '../../test/runner-world.ts'
import type { Setting } from '../core/ask.ts'
import type { Report } from '../core/report.ts'
import type { SentOrder } from '../link/link.ts'

const edit = (id: string): Report => ({
  type: 'ask.opened',
  ask: { id, kind: 'approval', title: 'may it', tool: 'edit' },
})
const switchOrder = (id: string, to: Setting): SentOrder => ({
  id,
  order: { session: 'a', run: 'run-a', type: 'switch', to },
})
const settled = (server: FakeServer, id: string) =>
  server.report((report) => report.type === 'command.settled' && report.command === id)

async function begun(permission: 'ask' | 'bypass' | 'accept-edits' = 'ask') {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a', { permission }))
  await settled(server, 'start-a')
  const [agent] = world.provider.agents
  if (!agent) throw new Error('No agent was started.')
  return { server, agent }
}

test('a switch is settled when the agent took it, and no other order waits for that', async () => {
  const { server, agent } = await begun()
  server.order(switchOrder('s1', { model: 'large' }), promptOrder('a', 'one'))
  await settled(server, 'one')
  expect(agent.asked).toEqual([
    ['switch', { model: 'large' }],
    ['prompt', 't-one', 'p-one', 'do one'],
  ])
  expect(server.reports.filter(({ report }) => 'command' in report)).toHaveLength(2)
  agent.switched()
  expect((await settled(server, 's1')).report).toEqual({ type: 'command.settled', command: 's1' })
})

test('what was asked and is allowed now is answered, once that is on record', async () => {
  const { server, agent } = await begun()
  await agent.tell(edit('e1'))
  server.order(switchOrder('s1', { permission: 'accept-edits' }))
  await server.until(() => agent.asked.length > 0)
  await agent.tell(edit('e2'))
  agent.switched()
  await settled(server, 's1')
  const told = server.reports.map(({ report }) => report)
  expect(told.slice(2)).toMatchObject([
    { type: 'ask.opened' },
    { type: 'ask.opened' },
    { type: 'ask.answered', id: 'e1', answer: { choice: 'allow' }, by: 'policy' },
    { type: 'ask.answered', id: 'e2', answer: { choice: 'allow' }, by: 'policy' },
    { type: 'command.settled', command: 's1' },
  ])
  await agent.tell(edit('e3'))
  expect(agent.asked.slice(1)).toEqual([
    ['answer', 'e1', { choice: 'allow' }],
    ['answer', 'e2', { choice: 'allow' }],
    ['answer', 'e3', { choice: 'allow' }],
  ])
})

test('what lets the agent do less holds at once', async () => {
  const { server, agent } = await begun('accept-edits')
  server.order(switchOrder('s1', { permission: 'ask' }))
  await server.until(() => agent.asked.length > 0)
  await agent.tell(edit('e1'))
  agent.switched()
  await settled(server, 's1')
  await agent.tell(edit('e2'))
  expect(agent.asked).toEqual([['switch', { permission: 'ask' }]])
})

test('a switch to planning denies nothing that a person was asked for', async () => {
  const { server, agent } = await begun()
  await agent.tell(edit('e1'))
  server.order(switchOrder('s1', { permission: 'plan' }))
  await server.until(() => agent.asked.length > 0)
  agent.switched()
  await settled(server, 's1')
  expect(agent.asked).toHaveLength(1)
  await agent.tell(edit('e2'))
  expect(agent.asked.at(-1)).toMatchObject(['answer', 'e2', { choice: 'deny' }])
})

test('what an agent refuses leaves all as it was, and says why', async () => {
  const { server, agent } = await begun('accept-edits')
  server.order(switchOrder('s1', { permission: 'ask' }))
  await server.until(() => agent.asked.length > 0)
  agent.switched('It stays as it is.')
  expect((await settled(server, 's1')).report).toMatchObject({
    error: { code: 'agent-refused', message: 'It stays as it is.' },
  })
  await agent.tell(edit('e1'))
  expect(agent.asked.at(-1)).toEqual(['answer', 'e1', { choice: 'allow' }])
})

test('an agent that dies settles what was asked of it', async () => {
  const { server, agent } = await begun()
  server.order(switchOrder('s1', { model: 'large' }))
  await server.until(() => agent.asked.length > 0)
  agent.die()
  expect((await settled(server, 's1')).report).toMatchObject({
    error: { code: 'agent-refused', message: 'Its agent is gone: It left.' },
  })
})

test('an approved plan ends the planning here too', async () => {
  const { server, agent } = await begun()
  server.order(switchOrder('s1', { permission: 'plan' }))
  await server.until(() => agent.asked.length > 0)
  agent.switched()
  await settled(server, 's1')
  await agent.tell({ type: 'ask.opened', ask: { id: 'p', kind: 'plan', title: 'the plan' } })
  const answer = { type: 'answer', ask: 'p', answer: { choice: 'allow' }, rule: null } as const
  server.order({ id: 'yes', order: { session: 'a', run: 'run-a', ...answer, permission: 'ask' } })
  await settled(server, 'yes')
  await agent.tell(edit('e1'))
  expect(agent.asked.slice(1)).toEqual([['answer', 'p', { choice: 'allow' }]])
})
