import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import type { Agent, Provider, StartOptions } from '../../src/providers/provider.ts'
import { listen, type Listener } from './listener.ts'

/** What a provider is checked with: a program that speaks its language and does what its prompt says. */
export type Scripted = {
  provider: Provider
  /** With `flags`, words that make it another kind of agent: `forgetful` (goes on with nothing), `loads`. */
  command: (...flags: string[]) => string[]
}

type Started = Listener & { agent: Agent; wire: string[] }

/** The promises of the provider port, as tests. `check` registers one. */
export function providerCheck(
  check: (name: string, body: () => Promise<void>) => void,
  { provider, command }: Scripted,
): void {
  async function using(
    options: Partial<StartOptions>,
    work: (started: Started) => Promise<void>,
  ): Promise<void> {
    const cwd = mkdtempSync(join(tmpdir(), 'provider-'))
    const wire: string[] = []
    const agent = provider.start({
      run: 'run',
      spec: { name: 'scripted', provider: provider.name, command: command() },
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: cwd },
      permission: 'ask',
      model: null,
      resume: null,
      onWire: (direction, line) => wire.push(`${direction} ${line}`),
      ...options,
    })
    try {
      await work({ agent, wire, ...listen(agent) })
    } finally {
      await agent.stop('stopped')
      rmSync(cwd, { recursive: true })
    }
  }

  function specOf(...flags: string[]): StartOptions['spec'] {
    return { name: 'scripted', provider: provider.name, command: command(...flags) }
  }

  check('a turn is told from its prompt to its end, with its texts, tokens and cost', () =>
    using({}, async ({ agent, until, told, wire }) => {
      const ready = await until('agent.ready')
      expect(ready).toMatchObject({ run: 'run', continuity: 'new', version: '1.2.3' })
      expect(ready.token).toMatch(/^session-/)
      agent.prompt('t1', 'p1', 'text')
      const { outcome, usage, totalCostUsd } = await until(
        'turn.ended',
        ({ turn }) => turn === 't1',
      )
      expect({ outcome, usage, totalCostUsd }).toEqual({
        outcome: 'completed',
        usage: { inputTokens: 3, outputTokens: 4 },
        totalCostUsd: 0.25,
      })
      expect(await until('turn.started')).toEqual({
        type: 'turn.started',
        turn: 't1',
        prompt: 'p1',
      })
      expect(textsOf(reports(told))).toEqual(['A greeting.', 'Hello from here.'])
      expect(told.flatMap((one) => ('delta' in one ? one.delta.text : []))).toContain(' from')
      expect(wire.some((line) => line.startsWith('out '))).toBe(true)
      expect(wire.some((line) => line.startsWith('in '))).toBe(true)
    }),
  )

  check('a prompt given before the session is open is sent when it is', () =>
    using({}, async ({ agent, until }) => {
      agent.prompt('t1', 'p1', 'text')
      expect(await until('turn.ended')).toMatchObject({ turn: 't1', outcome: 'completed' })
    }),
  )

  check('an agent is not left in a mode that answers for the person', () =>
    using({}, async ({ until }) => {
      expect(await until('agent.ready')).toMatchObject({ mode: 'default' })
    }),
  )

  check('an allowed call goes on, and is allowed for this once only', () =>
    using({}, async ({ agent, until, told }) => {
      agent.prompt('t1', 'p1', 'approval')
      const { ask } = await until('ask.opened')
      expect(ask).toMatchObject({ kind: 'approval', tool: 'execute', command: 'rm -r build' })
      expect(agent.answer(ask.id, { choice: 'allow', always: true })).toBe(true)
      await until('turn.ended')
      expect(textsOf(reports(told))).toEqual(['It was once.'])
      expect(agent.answer(ask.id, { choice: 'allow' })).toBe(false)
    }),
  )

  check('a denied call fails, and the turn goes on', () =>
    using({}, async ({ agent, until, told }) => {
      agent.prompt('t1', 'p1', 'approval')
      const { ask } = await until('ask.opened')
      agent.answer(ask.id, { choice: 'deny', reason: 'no' })
      expect((await until('turn.ended')).outcome).toBe('completed')
      expect(textsOf(reports(told))).toEqual(['It was no.'])
      const call = await until('item.set', ({ item }) => item.id === ask.item && item.settled)
      expect(call.item).toMatchObject({ status: 'failed' })
    }),
  )

  check('a question is answered with one of its options', () =>
    using({}, async ({ agent, until, told }) => {
      agent.prompt('t1', 'p1', 'question')
      const { ask } = await until('ask.opened')
      expect(ask).toMatchObject({ kind: 'question', title: 'Which colour?' })
      expect(ask.options).toEqual([
        { id: 'red', label: 'red' },
        { id: 'blue', label: 'blue' },
      ])
      agent.answer(ask.id, { choice: 'reply', text: 'Blue' })
      await until('turn.ended')
      expect(textsOf(reports(told))).toEqual(['accept: blue'])
    }),
  )

  check('another model and permission are taken while it lives, and told', () =>
    using({}, async ({ agent, until }) => {
      expect((await until('agent.ready')).can.switch).toEqual({ model: true, permission: true })
      await agent.switch({ permission: 'plan' })
      expect(await until('agent.changed')).toMatchObject({ mode: 'plan' })
      await agent.switch({ model: 'large' })
      expect(await until('agent.changed', ({ model }) => model === 'large')).toBeTruthy()
      agent.prompt('t1', 'p1', 'text')
      expect((await until('turn.ended')).outcome).toBe('completed')
    }),
  )

  check('what it does not take is refused in one line, and all is as before', () =>
    using({}, async ({ agent, until, told }) => {
      await until('agent.ready')
      await expect(agent.switch({ model: 'unheard-of' })).rejects.toThrow(
        /^scripted does not offer the model unheard-of; it offers small, large\.$/,
      )
      await expect(agent.switch({ permission: 'accept-edits' })).rejects.toThrow(
        /^scripted refused its mode acceptEdits: not today\.$/,
      )
      expect(reports(told).filter(({ type }) => type === 'agent.changed')).toEqual([])
    }),
  )

  check('what an agent keeps is known before it is asked', () =>
    using({ spec: specOf('one-model') }, async ({ until }) => {
      expect((await until('agent.ready')).can.switch).toEqual({ model: false, permission: true })
    }),
  )

  check('an interrupt ends the turn, and the next prompt is welcome', () =>
    using({}, async ({ agent, until, told }) => {
      agent.prompt('t1', 'p1', 'wait')
      // The growing text is recorded while the agent says nothing more.
      await until('item.set', ({ item }) => item.kind === 'message' && !item.settled)
      agent.interrupt()
      expect((await until('turn.ended')).outcome).toBe('interrupted')
      expect(textsOf(reports(told))).toEqual(['Waiting'])
      agent.prompt('t2', 'p2', 'text')
      expect((await until('turn.ended', ({ turn }) => turn === 't2')).outcome).toBe('completed')
    }),
  )

  check('an interrupt withdraws what was asked', () =>
    using({}, async ({ agent, until }) => {
      agent.prompt('t1', 'p1', 'wait for approval')
      const { ask } = await until('ask.opened')
      agent.interrupt()
      expect(await until('ask.answered')).toMatchObject({
        id: ask.id,
        answer: { choice: 'withdrawn' },
        by: 'agent',
      })
      expect((await until('turn.ended')).outcome).toBe('interrupted')
      expect(agent.answer(ask.id, { choice: 'allow' })).toBe(false)
    }),
  )

  check('an interrupt before the session is open ends the turn unsent', () =>
    using({}, async ({ agent, until, wire }) => {
      agent.prompt('t1', 'p1', 'text')
      agent.interrupt()
      expect((await until('turn.ended')).outcome).toBe('interrupted')
      await until('agent.ready')
      expect(wire.filter((line) => line.includes('session/prompt'))).toEqual([])
    }),
  )

  check("a subagent's words and questions are its own", () =>
    using({}, async ({ agent, until, told }) => {
      agent.prompt('t1', 'p1', 'child')
      const { ask } = await until('ask.opened', (_, child) => child === 'child-1')
      agent.answer(ask.id, { choice: 'allow' })
      await until('turn.ended')
      expect(await until('child.started')).toMatchObject({
        key: 'child-1',
        name: 'helper',
        prompt: 'Help me.',
      })
      expect(await until('child.ended')).toMatchObject({
        key: 'child-1',
        outcome: 'completed',
        output: 'Helped.',
      })
      expect(textsOf(reports(told))).toEqual(['My helper is done.'])
      expect(textsOf(reports(told, 'child-1'))).toEqual(['I help.', 'It was once.'])
    }),
  )

  check('an error that the agent tells fails the turn, and says of what kind it is', () =>
    using({}, async ({ agent, until }) => {
      agent.prompt('t1', 'p1', 'fail')
      expect(await until('turn.ended')).toMatchObject({
        outcome: 'failed',
        error: { kind: 'overloaded', message: 'overloaded, try later' },
      })
    }),
  )

  check('an agent that is killed in mid-turn leaves what it said, and its turn to its owner', () =>
    using({}, async ({ agent, told, over }) => {
      agent.prompt('t1', 'p1', 'die in mid-turn')
      await over
      expect(await agent.exited).toMatchObject({ cause: 'signalled', signal: 'SIGKILL' })
      expect(textsOf(reports(told))).toEqual(['About to d'])
      expect(reports(told).filter(({ type }) => type === 'turn.ended')).toEqual([])
    }),
  )

  check('an agent that dies in mid-line leaves half a line, which is kept', () =>
    using({}, async ({ agent, until, over }) => {
      agent.prompt('t1', 'p1', 'die in mid-line')
      await over
      expect(await agent.exited).toMatchObject({ cause: 'exited', code: 7 })
      expect((await until('wire.unknown')).wire).toBe('{"jsonrpc":"2.0","method":"session/up')
    }),
  )

  check('lines that are no messages are kept, and the turn goes on', () =>
    using({}, async ({ agent, until, told }) => {
      agent.prompt('t1', 'p1', 'garbage')
      expect((await until('turn.ended')).outcome).toBe('completed')
      const unknown = reports(told).filter(({ type }) => type === 'wire.unknown')
      expect(unknown).toMatchObject([{ wire: 'this is no message' }, { wire: '[]' }])
      expect(textsOf(reports(told))).toEqual(['On it goes.'])
    }),
  )

  check('what it writes to stderr is told as a log', () =>
    using({}, async ({ agent, until }) => {
      agent.prompt('t1', 'p1', 'complain')
      expect(await until('log')).toEqual({ type: 'log', text: 'something is odd' })
    }),
  )

  check('a stop ends the process, whatever it does, and is the cause', () =>
    using({}, async ({ agent, until, over, told }) => {
      agent.prompt('t1', 'p1', 'wait')
      await until('item.set')
      const exit = await agent.stop('stopped')
      await over
      expect(exit.cause).toBe('stopped')
      expect(await agent.exited).toBe(exit)
      expect(isAlive(agent.pid)).toBe(false)
      expect(reports(told).at(-1)).toMatchObject({ type: 'turn.ended', outcome: 'interrupted' })
    }),
  )

  check('a stop ends an agent that ignores it, with what it started', () =>
    using({}, async ({ agent, until }) => {
      agent.prompt('t1', 'p1', 'stubborn')
      const { item } = await until('item.set', (report) => report.item.kind === 'message')
      const held = Number(item.kind === 'message' ? item.text.split(' ')[1] : NaN)
      expect(isAlive(held)).toBe(true)
      const exit = await agent.stop('released')
      expect(exit).toMatchObject({ cause: 'released', signal: 'SIGKILL' })
      expect(isAlive(agent.pid)).toBe(false)
      await gone(held)
    }),
  )

  check('a program that cannot be started is an agent that has exited', () =>
    using(
      { spec: { name: 'none', provider: provider.name, command: ['/no/such/program'] } },
      async ({ agent, over, told }) => {
        await over
        expect(await agent.exited).toMatchObject({ cause: 'spawn-failed' })
        expect(told).toEqual([])
      },
    ),
  )

  check('an earlier session is gone on with, and that it is the same is told', () =>
    using({ resume: 'session-7' }, async ({ until }) => {
      const ready = await until('agent.ready')
      expect(ready).toMatchObject({ token: 'session-7', continuity: 'same' })
    }),
  )

  check('the history that an agent tells when it loads a session is not told again', () =>
    using({ resume: 'session-7', spec: specOf('loads') }, async ({ agent, until, told }) => {
      expect(await until('agent.ready')).toMatchObject({ continuity: 'same' })
      agent.prompt('t1', 'p1', 'text')
      await until('turn.ended')
      expect(textsOf(reports(told))).toEqual(['A greeting.', 'Hello from here.'])
    }),
  )

  check('an earlier session that is not known is never replaced by a new one', () =>
    using({ resume: 'lost' }, async ({ agent, over, told, wire }) => {
      await over
      const exit = await agent.exited
      expect(exit.cause).toBe('protocol')
      expect(exit.message).toMatch(/does not know the provider session lost.*Start a new session/)
      expect(reports(told).some(({ type }) => type === 'agent.ready')).toBe(false)
      expect(wire.some((line) => line.includes('session/new'))).toBe(false)
    }),
  )

  check('an agent that cannot go on with a session says so', () =>
    using({ resume: 'session-7', spec: specOf('forgetful') }, async ({ agent, over }) => {
      await over
      expect(await agent.exited).toMatchObject({
        cause: 'protocol',
        message: 'scripted cannot go on with an earlier session. Start a new one.',
      })
    }),
  )
}

function reports(told: Listener['told'], child?: string): Report[] {
  return told.flatMap((one) => ('report' in one && one.child === child ? [one.report] : []))
}

/** The texts on record, put together as any reader of the reports does. */
function textsOf(all: Report[]): string[] {
  const texts = new Map<string, string>()
  for (const report of all) {
    if (report.type === 'item.grew')
      texts.set(report.id, (texts.get(report.id) ?? '').slice(0, report.offset) + report.text)
    if (report.type !== 'item.set') continue
    const { item } = report
    if (item.kind === 'message' || item.kind === 'thought') texts.set(item.id, item.text)
  }
  return [...texts.values()]
}

/** Resolves when a process is no more: neither running nor a zombie that waits for its parent. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return (
      process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    )
  } catch {
    // There is no such process.
    return false
  }
}
