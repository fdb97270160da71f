import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { expect, inject } from 'vitest'
import type { Item } from '../../src/core/item.ts'
import { reap } from '../../src/process/reap.ts'
import { claudeProvider } from '../../src/providers/claude/index.ts'
import type { Agent, StartOptions } from '../../src/providers/provider.ts'
import { listen, type Listener } from '../checks/listener.ts'
import { modelServer, type ModelServer } from '../model-server/server.ts'
import { scenarios } from './scenarios/index.ts'

export type Talk = Listener & {
  agent: Agent
  /** The items as they stand now, of the agent itself or of one subagent. */
  items: (child?: string) => Item[]
  /** Texts of its messages, in order. */
  texts: (child?: string) => string[]
}

export type World = {
  model: ModelServer
  cwd: string
  start(options?: Partial<StartOptions>): Talk
}

/** Runs `work` with a scripted model and homes of its own; no process and no file of it is left. */
export async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const { sdk } = inject('claude')
  const root = mkdtempSync(join(tmpdir(), 'claude-'))
  const cwd = join(root, 'project')
  const mark = randomUUID()
  for (const name of ['project', 'home', 'tmp']) mkdirSync(join(root, name))
  const model = await modelServer(scenarios(cwd))
  const talks: Talk[] = []

  function start(options: Partial<StartOptions> = {}): Talk {
    const agent = claudeProvider().start({
      run: `run${talks.length + 1}`,
      spec: { name: 'claude', provider: 'claude', command: [sdk] },
      cwd,
      permission: 'ask',
      model: 'claude-sonnet-4-5',
      resume: null,
      onWire: () => undefined,
      ...options,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: join(root, 'home'),
        TMPDIR: join(root, 'tmp'),
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: 'sk-test',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        SIGNALBOX_RUN: mark,
        ...options.env,
      },
    })
    const listener = listen(agent)
    const items = (child?: string): Item[] => {
      const found = new Map<string, Item>()
      for (const one of listener.told)
        if ('report' in one && one.child === child && one.report.type === 'item.set')
          found.set(one.report.item.id, one.report.item)
      return [...found.values()]
    }
    const texts = (child?: string): string[] =>
      items(child).flatMap((item) => (item.kind === 'message' ? [item.text] : []))
    const talk = { ...listener, agent, items, texts }
    talks.push(talk)
    return talk
  }

  try {
    await work({ model, cwd, start })
    expect(model.faults).toEqual([])
  } finally {
    await Promise.all(talks.map(({ agent }) => agent.stop('stopped')))
    await reap('SIGNALBOX_RUN', mark)
    await model.close()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}
