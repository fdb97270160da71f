import { setTimeout as pause } from 'node:timers/promises'
import { Anything, client } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import type { Context } from '../context.ts'
import { addressIn, ask, hangs, type Address } from '../find-server.ts'
import { plural } from '../print/numbers.ts'
import { exit, failed, noServer } from '../refused.ts'
import { startServer } from '../start-server.ts'

const deadlineMs = 60_000

export const down: CommandSpec = {
  name: 'down',
  about: 'stop everything: all agents, runners and the server; nothing is lost',
  args: [],
  flags: [],
  examples: [['signalbox down', 'no process is left; signalbox serve shows everything again']],
  async run(context) {
    const { world, data, out, json, say } = context
    const running = await standing(context)
    const runners = await world.runners(data)
    if (running === null && runners.length === 0) {
      if (json) out.document({ ended: false, left: [] })
      else out.line('Nothing runs.')
      return exit.ok
    }
    if (running === null)
      say(
        `signalbox: ${plural(runners.length, 'runner')} without a server; starting one to end them`,
      )
    const address = running ?? (await startServer(world, data))
    await client(address, context.signal, context.address).send('POST', 'down', {}, Anything)
    const left = await gone(context, address)
    if (left.length > 0) throw failed(`still there after a minute: ${left.join(', ')}`)
    if (json) out.document({ ended: true, left: [] })
    else out.line('Everything ended.')
    return exit.ok
  },
}

async function standing({ data, world: { alive } }: Context): Promise<Address | null> {
  const address = await addressIn(data)
  if (address === null) return null
  const answer = await ask(address)
  if (!answer.answers && answer.why === 'hung' && alive(address.pid))
    throw noServer(`${hangs(address)}; end it (kill -9 ${address.pid}), and say down again`)
  return answer.answers ? address : null
}

/** Waits until the server and the runners are gone; what is left after the deadline. */
async function gone({ world, data }: Context, { pid }: Address): Promise<string[]> {
  const deadline = world.now() + deadlineMs
  for (;;) {
    const runners = await world.runners(data)
    const left = [
      ...(world.alive(pid) ? [`server (process ${pid})`] : []),
      ...runners.map((runner) => `runner ${runner.name} (process ${runner.pid})`),
    ]
    if (left.length === 0 || world.now() >= deadline) return left
    await pause(50)
  }
}
