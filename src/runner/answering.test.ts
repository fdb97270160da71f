import { expect, test } from 'vitest'
import { runnerWorld, startOrder, settledOf } from '../../test/runner-world.ts'
import type { Report } from '../core/report.ts'

const ask = (id: string, changes: object = {}): Report => ({
  type: 'ask.opened',
  ask: { id, kind: 'approval', title: 'may it', tool: 'edit', ...changes },
})

test('an ask that no rule answers stays open; nobody being there answers nothing', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  server.link.close()
  const [agent] = world.provider.agents
  await agent?.tell(ask('q'))
  expect(agent?.asked).toEqual([])
  const again = await world.connect(server.reports.length)
  await again.report((report) => report.type === 'ask.opened')
  const answer = { choice: 'deny', reason: 'no' } as const
  again.order({
    id: 'say',
    order: { session: 'a', run: 'run-a', type: 'answer', ask: 'q', answer, rule: null },
  })
  await again.report(settledOf('say'))
  expect(agent?.asked).toEqual([['answer', 'q', answer]])
})

test('what a policy answers is recorded as asked and answered before the agent goes on', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a', { permission: 'accept-edits' }))
  await server.report(settledOf('start-a'))
  await world.provider.agents[0]?.tell({ child: 'c', report: ask('q') })
  await server.report((report) => report.type === 'ask.answered')
  expect(server.reports.slice(-2)).toMatchObject([
    { child: 'c', report: { type: 'ask.opened' } },
    {
      child: 'c',
      report: { type: 'ask.answered', id: 'q', by: 'policy', answer: { choice: 'allow' } },
    },
  ])
  expect(world.provider.agents[0]?.asked).toEqual([['answer', 'q', { choice: 'allow' }]])
})

test('a rule answers what is open already, and what comes later', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  const [agent] = world.provider.agents
  await agent?.tell(ask('q1'), ask('q2'), ask('other', { tool: 'execute', command: 'rm' }))
  const order = { session: 'a', run: 'run-a', type: 'answer', ask: 'q1' } as const
  const answer = { choice: 'allow', always: true } as const
  server.order({ id: 'say', order: { ...order, answer, rule: { tool: 'edit', command: null } } })
  await server.report(settledOf('say'))
  await agent?.tell(ask('q3'))
  await server.report((report) => report.type === 'ask.answered' && report.id === 'q3')
  const answered = server.reports.flatMap(({ report }) =>
    report.type === 'ask.answered' ? [[report.id, report.by]] : [],
  )
  expect(answered).toEqual([
    ['q2', 'rule'],
    ['q3', 'rule'],
  ])
  expect(agent?.asked.map(([, id]) => id)).toEqual(['q1', 'q2', 'q3'])
})
