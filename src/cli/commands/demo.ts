import { join } from 'node:path'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { OneSession } from '../../contract/response.ts'
import type { SessionJson } from '../../contract/session.ts'
import type { Client } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import type { Demo } from '../world.ts'
import { plural } from '../print/numbers.ts'
import { exit } from '../refused.ts'

type Wish = Demo['prompts'][number]

export const demo: CommandSpec = {
  name: 'demo',
  about: 'a fleet of scripted agents over scratch projects; no account, no cost',
  args: [],
  flags: [
    { flags: '--sessions <n>', about: 'load: so many sessions', number: { min: 1, max: 500 } },
    {
      flags: '--rate <n>',
      about: 'load: events a second of each session (default: 10)',
      number: { min: 1, max: 10_000 },
    },
    {
      flags: '--events <n>',
      about: 'load: events of each session in all (default: 1000)',
      number: { min: 1, max: 1_000_000 },
    },
  ],
  examples: [
    ['signalbox demo', 'eight sessions: approvals, questions, subagents, a crash'],
    ['signalbox demo --sessions 50 --rate 20 --events 2000', 'fifty busy ones'],
  ],
  async run(context, _, flags) {
    const { world, data, out, json } = context
    const client = await context.startedServer()
    await mkdir(join(data, 'demo'), { recursive: true, mode: 0o700 })
    const folder = await mkdtemp(join(data, 'demo', 'projects-'))
    await world.demo.writeProjects(folder)
    const wishes = loads(world.demo, {
      sessions: flags.number('sessions'),
      rate: flags.number('rate'),
      events: flags.number('events'),
    })
    const sessions: SessionJson[] = []
    for (const wish of wishes) sessions.push(await begun(client, world.demo.agent, folder, wish))
    if (json) out.document({ folder, sessions })
    else {
      out.line(`${plural(sessions.length, 'session')} began, in projects under ${folder}`)
      out.line('Watch them: signalbox ls')
      out.line(`Or here:    ${world.entrance(client.address.url, client.address.token)}`)
    }
    return exit.ok
  },
}

/** The scripted fleet, or as many alike sessions as a load test asks for. */
function loads(
  { prompts, load }: Demo,
  asked: { sessions: number | undefined; rate: number | undefined; events: number | undefined },
): readonly Wish[] {
  const { sessions, rate = 10, events = 1000 } = asked
  if ((sessions ?? asked.rate ?? asked.events) === undefined) return prompts
  const projects = [...new Set(prompts.map(({ project }) => project))]
  return Array.from({ length: sessions ?? 1 }, (_, at) => ({
    title: `Load ${at + 1}`,
    project: projects[at % projects.length] ?? '.',
    prompt: load(rate, events),
  }))
}

async function begun(client: Client, agent: string, folder: string, wish: Wish) {
  const { title, project, prompt, permission } = wish
  const cwd = join(folder, project)
  const body = { prompt, title, agent, cwd, project: cwd, ...(permission && { permission }) }
  return (await client.send('POST', 'sessions', body, OneSession)).session
}
