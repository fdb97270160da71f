import type { CommandSpec } from '../command.ts'
import type { Context } from '../context.ts'
import { addressIn, ask } from '../find-server.ts'
import { exit, Refused, usage } from '../refused.ts'

const loopback = ['127.0.0.1', 'localhost', '::1', '[::1]']

export const serve: CommandSpec = {
  name: 'serve',
  about: 'start the server here and open the page; Ctrl-C ends it, agents go on',
  args: [],
  flags: [
    { flags: '--port <port>', about: 'the port (default: 4747)', number: { min: 0, max: 65_535 } },
    {
      flags: '--host <address>',
      about: 'the address (default: 127.0.0.1; only this machine for now)',
    },
    { flags: '--no-open', about: 'do not open the page in a browser' },
    { flags: '--set-aside', about: 'move a database that cannot be opened away and start fresh' },
  ],
  examples: [
    ['signalbox', 'the same as serve'],
    ['signalbox serve --port 5000 --no-open', 'another port, no browser'],
    ['signalbox serve --data ~/other', 'a second, separate fleet'],
  ],
  async run(context, _, flags) {
    const { world, data, out, json } = context
    const host = flags.text('host') ?? null
    if (host !== null && !loopback.includes(host))
      throw usage(
        `--host ${host}: only this machine can be served for now (127.0.0.1), because whoever reaches the server commands your agents`,
      )
    const opens = !flags.off('open') && !json && world.stdout.isTTY === true
    const running = await answering(data)
    if (running) {
      tell(context, running.url, running.token, running.pid, 'It runs already')
      if (opens) world.openBrowser(world.entrance(running.url, running.token))
      return exit.ok
    }
    const port = flags.number('port') ?? null
    const served = await world.serve({ data, port, host, setAside: flags.on('set-aside') })
    if ('refused' in served) throw new Refused(served.exitCode, 'refused', served.refused)
    const token = (await addressIn(data))?.token ?? ''
    const deaf = world.onInterrupt(() => void served.stop())
    tell(context, served.url, token, null, 'Ctrl-C ends the server')
    if (opens) world.openBrowser(world.entrance(served.url, token))
    await served.stopped
    deaf()
    if (!json)
      out.line(
        'The server ended. Agents go on; signalbox serve shows them again, signalbox down ends them.',
      )
    return exit.ok
  },
}

async function answering(data: string) {
  const address = await addressIn(data)
  return address !== null && (await ask(address)).answers ? address : null
}

function tell(
  { world, out, json }: Context,
  url: string,
  token: string,
  pid: number | null,
  note: string,
) {
  const entrance = world.entrance(url, token)
  if (json) out.record({ url, entrance, running: pid !== null })
  else out.line(`Signalbox: ${entrance}\n${note}.`)
}
