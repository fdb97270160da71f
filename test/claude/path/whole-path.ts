import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import type { Session } from '../../../src/core/session.ts'
import { realWorld, type RealWorld } from '../../faults/real-world.ts'
import { modelServer, type ModelServer } from '../../model-server/server.ts'
import { scenarios } from '../scenarios/index.ts'
import { stories, type Exceptions, type Stories } from './account.ts'

/** How a command of ours ended, and what it printed. */
export type Ended = { code: number | NodeJS.Signals; stdout: string; stderr: string }

/** A session that `signalbox run` follows. */
export type Run = { id: string; ended: Promise<Ended> }

export type WholePath = RealWorld & {
  model: ModelServer
  /** `signalbox run` with Claude Code. The title names the session; resolves when it is there. */
  run(title: string, prompt: string, ...flags: string[]): Promise<Run>
  /** Runs a command that is to do what it is asked. */
  cmd(...args: string[]): Promise<string>
  /** Waits until something is asked in the session or below it, and gives the id of the ask. */
  asked(root: string): Promise<{ ask: string; of: Session }>
  /** Waits until the session and all below it rest; nothing is answered on the way. */
  rested(id: string): Promise<Session>
  /** Waits until the shell of `play:slow` runs, and gives its pid. */
  slow(): Promise<number>
  /** What was recorded of a session and its subagents, by their titles; `''` is the session itself. */
  told(id: string, exceptions?: Exceptions): Promise<Stories>
  /** The session with this title. */
  named(title: string): Session
}

/** A script that a rule of the person's own allows: it says who it is, and does not end by itself. */
const slowScript = '#!/bin/sh\necho $$ > pid\nmv pid begun\nsleep 300\n'

/**
 * Our own programs, the real Claude Code and a scripted model, for all tests of a file. No process and no
 * file of it is left. `onPath`: the `claude` is one that the person had before.
 */
export async function wholePath({ onPath = false } = {}): Promise<WholePath> {
  const { sdk, binary } = inject('claude')
  const bare = inject('bareClaude')
  // A module is looked for like a program, which can be run.
  chmodSync(sdk, 0o755)
  const env: Record<string, string> = {}
  if (onPath) env.PATH = [bare.bin, process.env.PATH ?? ''].join(delimiter)
  const command = { agents: { claude: { provider: 'claude', command: [sdk, binary] } } }
  const config = onPath ? {} : command
  let end = (): Promise<void> => Promise.resolve()
  const world = await realWorld({ config, env, atEnd: (ending) => (end = ending) })
  const model = await modelServer(scenarios(world.project))
  afterAll(async () => {
    await end()
    await model.close()
  })
  beforeAll(() => world.start())
  Object.assign(env, {
    TMPDIR: join(world.root, 'tmp'),
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'sk-test',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  })
  if (onPath) symlinkSync(join(bare.data, 'agents'), join(world.data, 'agents'))
  for (const folder of [env.TMPDIR ?? '', join(world.project, '.claude', 'commands')])
    mkdirSync(folder, { recursive: true })
  const settings = { permissions: { allow: ['Bash(./slow.sh)', 'Bash(sleep 3)'] } }
  mkdirSync(join(world.home, '.claude'))
  writeFileSync(join(world.home, '.claude', 'settings.json'), JSON.stringify(settings))
  writeFileSync(
    join(world.project, '.claude', 'commands', 'greet.md'),
    'Greet $ARGUMENTS politely. play:greets\n',
  )
  writeFileSync(join(world.project, 'slow.sh'), slowScript, { mode: 0o755 })

  const family = (id: string): Session[] => [world.session(id), ...world.feed.fleet.descendants(id)]

  return {
    ...world,
    model,
    async run(title, prompt, ...flags) {
      const agent = ['--agent', 'claude', '--model', 'claude-sonnet-4-5']
      const ended = world.cli('run', ...agent, '--title', title, ...flags, prompt)
      let over: Ended | null = null
      void ended.then((how) => (over = how))
      const found = await world.until(`session ${title} is there`, () => {
        const one = [...world.feed.fleet.all()].find((session) => session.title === title)
        if (!one && over) throw new Error(`run ended with ${over.code}: ${over.stderr}`)
        return one
      })
      return { id: found.id, ended }
    },
    async cmd(...args) {
      const { code, stdout, stderr } = await world.cli(...args)
      if (code !== 0) throw new Error(`signalbox ${args.join(' ')} ended with ${code}: ${stderr}`)
      return stdout
    },
    asked: (root) =>
      world.until('something is asked', () => {
        const of = family(root).find(({ asks }) => asks.length > 0)
        const ask = of?.asks[0]?.ask.id
        return of && ask !== undefined ? { ask, of } : null
      }),
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
    async slow() {
      const begun = join(world.project, 'begun')
      await world.until('the command runs', () => existsSync(begun))
      const pid = Number(readFileSync(begun, 'utf8'))
      rmSync(begun)
      return pid
    },
    told: (id, exceptions) => stories(world, model, id, exceptions),
    named(title) {
      const found = [...world.feed.fleet.all()].find((session) => session.title === title)
      if (!found) throw new Error(`there is no session ${title}`)
      return found
    },
  }
}
