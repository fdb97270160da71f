import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, onTestFinished } from 'vitest'
import type { Recorded } from '../../src/core/event.ts'
import type { Session } from '../../src/core/session.ts'
import type { Accounts } from '../faults/account.ts'
import { realWorld, type RealWorld } from '../faults/real-world.ts'
import { recorded } from '../faults/recorded.ts'
import { modelServer, type ModelServer } from '../model-server/server.ts'
import { scenarios } from './scenarios.ts'

export type WholePath = RealWorld & {
  model: ModelServer
  /** Begins a session of Claude Code with this prompt. */
  claude(prompt: string, wanted?: Record<string, unknown>): Promise<string>
  prompt(id: string, text: string, now?: boolean): Promise<unknown>
  /** Waits until something is asked in the session or below it, and gives the id of the ask. */
  asked(root: string): Promise<{ ask: string; of: Session }>
  allow(ask: string): Promise<unknown>
  /** Waits until the session and all below it rest; nothing is answered on the way. */
  rested(id: string): Promise<Session>
  /** What was recorded of a session and its subagents, by their titles; `''` is the session itself. */
  told(id: string): Promise<Accounts>
  /** The subagent with this title. */
  child(root: string, title: string): Session
}

/** Our own programs, the real Claude Code and a scripted model. No process and no file of it is left. */
export async function wholePath(): Promise<WholePath> {
  const { sdk, binary } = inject('claude')
  // A module is looked for like a program, which can be run.
  chmodSync(sdk, 0o755)
  const env: Record<string, string> = {}
  const config = { agents: { claude: { provider: 'claude', command: [sdk, binary] } } }
  const world = await realWorld({ config, env })
  const model = await modelServer(scenarios(world.project))
  onTestFinished(() => model.close())
  Object.assign(env, {
    TMPDIR: join(world.root, 'tmp'),
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'sk-test',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  })
  mkdirSync(env.TMPDIR ?? '')
  await world.start()

  const family = (id: string): Session[] => [world.session(id), ...world.feed.fleet.descendants(id)]

  function asked(root: string): Promise<{ ask: string; of: Session }> {
    return world.until('something is asked', () => {
      const of = family(root).find(({ asks }) => asks.length > 0)
      const ask = of?.asks[0]?.ask.id
      return of && ask !== undefined ? { ask, of } : null
    })
  }

  return {
    ...world,
    model,
    claude: (prompt, wanted) =>
      world.create(prompt, { agent: 'claude', model: 'claude-sonnet-4-5', ...wanted }),
    prompt: (id, text, now = false) => world.does('POST', `/sessions/${id}/prompts`, { text, now }),
    asked,
    allow: (ask) => world.does('POST', `/approvals/${ask}`, { choice: 'allow' }),
    async rested(id) {
      await world.until('all is at rest', () =>
        family(id).every(
          (one) =>
            ['idle', 'failed', 'crashed', 'stopped', 'done'].includes(one.state) &&
            one.turn === null &&
            one.queue.length === 0 &&
            one.sent.length === 0,
        ),
      )
      return world.session(id)
    },
    async told(id) {
      const all = await recorded(world, id)
      const titles = new Map(family(id).map(({ child, title }) => [child?.key ?? '', title]))
      const name = (key: string): string => (key === '' ? '' : (titles.get(key) ?? key))
      return Object.fromEntries(
        Object.entries(all).map(([key, one]) => [
          name(key),
          { ...one, parent: one.parent === null ? null : name(one.parent) },
        ]),
      )
    },
    child(root, title) {
      const found = family(root).find((one) => one.child !== null && one.title === title)
      if (!found) throw new Error(`no subagent ${title} among ${titlesOf(family(root))}`)
      return found
    },
  }
}

function titlesOf(sessions: Session[]): string {
  return sessions.map(({ title }) => title).join(', ')
}

/** The messages of an account, in order. */
export function messages(all: Accounts, of = ''): string[] {
  return (all[of]?.lines ?? []).flatMap((line) => (line.kind === 'message' ? [line.text] : []))
}

/** How the turns of an account ended: outcome, and tokens read and written. */
export function ends(all: Accounts, of = ''): [string, unknown][] {
  return (all[of]?.lines ?? []).flatMap((line): [string, unknown][] =>
    line.kind === 'end' ? [[line.outcome, line.tokens]] : [],
  )
}

/** Costs of the turns, in the order in which they ended. */
export function costs(events: readonly Recorded[]): (number | null)[] {
  return events.flatMap((event) => (event.type === 'turn.ended' ? [event.usage.costUsd] : []))
}

/** The model was sent all that it had to be, and nothing else; nothing was unreadable, or left in the wrong place. */
export async function allWell(path: WholePath, ...ids: string[]): Promise<void> {
  expect(path.model.faults).toEqual([])
  for (const id of ids) {
    const all = await path.told(id)
    const main = messages(all)
    for (const [name, one] of Object.entries(all)) {
      expect(one.unknown, `unreadable messages of ${name}`).toBe(0)
      if (name === '') continue
      for (const text of messages(all, name)) expect(main).not.toContain(text)
    }
  }
}
