import { expect, test } from 'vitest'
import { fakeProvider } from '../../test/fake-agents.ts'
import type { Entry } from './journal/journal.ts'
import { liveAgent } from './live-agent.ts'

/** An agent that says, when it is told to end, that its turn and its subagent were interrupted. */
function politeAgent() {
  const provider = fakeProvider()
  const agent = provider.start({
    run: 'r',
    spec: { name: 'polite', provider: 'fake', command: ['polite'] },
    cwd: '/',
    env: {},
    permission: 'ask',
    model: null,
    resume: null,
    onWire: () => undefined,
  })
  const stop = agent.stop.bind(agent)
  agent.stop = (cause) => {
    void provider.agents[0]?.tell(
      { type: 'child.ended', key: 'kid', outcome: 'interrupted' },
      { type: 'turn.ended', turn: 't', outcome: 'interrupted' },
    )
    return stop(cause)
  }
  return agent
}

test.each([
  { cause: 'stopped', outcome: 'stopped' },
  { cause: 'released', outcome: 'interrupted' },
] as const)(
  'a turn that is cut off because its agent is $cause is told as $outcome',
  async ({ cause, outcome }) => {
    const saved: Entry[] = []
    const live = liveAgent({
      agent: politeAgent(),
      session: 's',
      run: 'r',
      permission: 'ask',
      rules: [],
      now: () => 0,
      save: (entries) => Promise.resolve(void saved.push(...entries)),
      deltas: () => undefined,
      room: () => () => Promise.resolve(),
      reap: () => Promise.resolve(),
      onTrouble: () => undefined,
    })
    live.stop(cause)
    await live.watch()
    expect(saved).toMatchObject([
      { report: { type: 'child.ended', outcome } },
      { report: { type: 'turn.ended', outcome } },
      { report: { type: 'agent.exited', exit: { cause } } },
    ])
  },
)
