import { beforeAll, expect, test } from 'vitest'
import { twoSessions } from '../testing/two-sessions.ts'

const { server, given } = twoSessions()

beforeAll(() => {
  const plan = '# Split it\n\n1. Read\n2. Split'
  server().add('77b0d1', {
    type: 'ask.opened',
    ask: { id: 'plan-1', kind: 'plan', title: '# Split it', input: { plan } },
  })
})

test.each([[['approvals']], [['show', '77']], [['logs', '77']]])(
  'a plan can be read before it is allowed from another shell: %s',
  async (argv) => {
    const { out } = await given(argv)
    expect(out).toContain('◆ # Split it (carries out the plan)\n  1. Read\n  2. Split\n')
  },
)

test('both answers are named as commands', async () => {
  const { out } = await given(['approvals'])
  expect(out).toContain('  signalbox approve plan-1\n  signalbox deny plan-1 --reason "…"\n')
})
