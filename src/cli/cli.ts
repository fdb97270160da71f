import { CommanderError } from 'commander'
import { dataFolder } from '../config/folder.ts'
import { nearest } from '../contract/nearest.ts'
import { client, type Client } from './client.ts'
import { commands } from './commands/index.ts'
import type { Context } from './context.ts'
import { addressIn, ask, hangs } from './find-server.ts'
import { outOn } from './out.ts'
import { parser, withDefault, type Asked } from './parser.ts'
import { styleFor } from './print/style.ts'
import { exit, messageOf, noServer, Refused, systemCode } from './refused.ts'
import { startServer } from './start-server.ts'
import type { World } from './world.ts'

/**
 * The whole command line: carries out one command and resolves with the exit code. It ends no
 * process, sets no signal handler of its own and throws nothing but bugs.
 */
export async function cli(world: World): Promise<number> {
  const over = new AbortController()
  const unread = readerGone(world, over)
  try {
    return await Promise.race([carriedOut(world, over.signal), unread])
  } finally {
    over.abort()
  }
}

/** A reader that has enough (`| head`) ends the command in silence; any other failure is told. */
function readerGone(world: World, over: AbortController): Promise<number> {
  return new Promise((resolve) => {
    world.stdout.on('error', (error) => {
      over.abort()
      if (systemCode(error) === 'EPIPE') return resolve(exit.ok)
      world.stderr.write(`signalbox: cannot write the output: ${messageOf(error)}\n`)
      resolve(exit.failed)
    })
  })
}

async function carriedOut(world: World, signal: AbortSignal): Promise<number> {
  const say = (line: string) => void world.stderr.write(`${line}\n`)
  const wantsJson = world.argv.includes('--json')
  try {
    const asked = understood(world)
    if (asked === null) return exit.ok
    return await asked.spec.run(contextOf(world, asked, say, signal), asked.args, asked.flags)
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === null) throw error
    if (signal.aborted) return exit.ok
    // The server's own line lists the matches already.
    const unlisted = refused.matches.filter((id) => !refused.message.includes(id))
    say(`signalbox: ${refused.message}${unlisted.map((id) => `\n  ${id}`).join('')}`)
    if (wantsJson) outOn(world.stdout).record({ error: documentOf(refused) })
    return refused.exitCode
  }
}

/** The command that was asked for; null where help or the version was, and is printed. */
function understood(world: World): Asked | null {
  let asked: Asked | null = null
  const write = (text: string) => void world.stdout.write(text)
  const columns = widthOf(world.stdout)
  const program = parser(commands, world.version, columns, write, (found) => (asked = found))
  try {
    program.parse(withDefault(world.argv), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return null
    throw new Refused(exit.usage, 'usage', usageLine(error, world.argv))
  }
  return asked
}

/** One line, with the nearest name where there is one, and where to read more. */
function usageLine(error: CommanderError, argv: readonly string[]): string {
  const [line = '', ...rest] = chosenWrong(error.message.replace(/^error: /, '')).split('\n')
  const hint = rest.join(' ').trim()
  const known = commands.find(
    ({ name }) => name === withDefault(argv).find((word) => !word.startsWith('-')),
  )
  const help = known === undefined ? 'signalbox --help' : `signalbox ${known.name} --help`
  return `${line.replace(/\.$/, '')}${hint === '' ? '' : ` ${hint}`}; see ${help}`
}

/** A word that is none of those that may stand there: the nearest one is offered. */
function chosenWrong(message: string): string {
  const found =
    /^(?:command-argument value '(.*)' is invalid for argument '(.*)'|option '(.*)' argument '(.*)' is invalid)\. Allowed choices are (.*)\.$/.exec(
      message,
    )
  if (!found) return message
  const [, argument, name, option, value, choices = ''] = found
  const given = argument ?? value ?? ''
  const near = nearest(given, choices.split(', '))
  return `${name ?? option}: "${given}" is none of ${choices}${near ? `; did you mean ${near}?` : ''}`
}

function contextOf(
  world: World,
  { flags }: Asked,
  say: (line: string) => void,
  signal: AbortSignal,
): Context {
  const { platform, home, env, cwd, stdout } = world
  const data = dataFolder(flags.text('data'), { platform, home, env, cwd })

  async function found(): Promise<Client | null> {
    const address = await addressIn(data)
    if (address === null) return null
    const answer = await ask(address)
    if (answer.answers) return client(address, signal, () => addressIn(data))
    if (answer.why === 'unauthorized')
      throw noServer(
        `the server at ${address.url} does not know the token in ${address.tokenFile}; stop it and start it again`,
      )
    if (answer.why === 'foreign' && world.alive(address.pid))
      throw noServer(`what answers at ${address.url} (process ${address.pid}) is no Signalbox`)
    if (answer.why === 'hung' && world.alive(address.pid))
      throw noServer(`${hangs(address)}; look into its log, or end it: agents go on`)
    return null
  }

  return {
    world,
    data,
    json: flags.on('json'),
    out: outOn(stdout),
    get columns() {
      return stdout.isTTY === true ? widthOf(stdout) : null
    },
    style: styleFor(stdout, env),
    say,
    signal,
    runningServer: found,
    async server() {
      const running = await found()
      if (running) return running
      throw noServer(`no server answers for ${data}; start one with: signalbox serve`)
    },
    async startedServer() {
      const running = await found()
      if (running) return running
      say(
        'signalbox: no server was running; starting one in the background (signalbox down ends it)',
      )
      return client(await startServer(world, data), signal, () => addressIn(data))
    },
    address: () => addressIn(data),
  }
}

/** Some terminals say that they are 0 columns wide, because nobody told them. */
function widthOf({ columns }: World['stdout']): number {
  return columns || 80
}

/** Errors of the rooms below carry an exit code where they are meant for the person. */
function refusalOf(error: unknown): Refused | null {
  if (error instanceof Refused) return error
  const code: unknown = error instanceof Error ? Reflect.get(error, 'exitCode') : undefined
  return typeof code === 'number' ? new Refused(code, 'refused', messageOf(error)) : null
}

function documentOf({ code, message, exitCode, matches }: Refused) {
  return { code, message, exitCode, ...(matches.length > 0 && { matches }) }
}
