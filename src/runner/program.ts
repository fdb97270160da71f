import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { listenSocket } from '../link/socket.ts'
import { logger } from '../log/logger.ts'
import { reap } from '../process/reap.ts'
import type { Provider } from '../providers/provider.ts'
import { runner } from './runner.ts'
import { defaults } from './settings.ts'

const usage =
  'Usage: runner --folder DIR --name NAME --socket PATH [--wire-bytes N] [--wire-age-ms N] [--idle-exit-ms N]'

/**
 * The runner as a program. It ends by itself: 0 after an orderly end, or when the folder has a runner
 * already; 1 when it could not begin; 2 on wrong usage. All it needs is loaded before it begins, because the
 * package may be taken away under it.
 */
export async function runnerProgram(options: {
  args: string[]
  version: string
  providers: ReadonlyMap<string, Provider>
}): Promise<number> {
  const args = readArgs(options.args)
  if (!args) {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  const { folder, name, socket } = args
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const toFile = logger({ file: join(folder, 'runner.log'), now: Date.now })
  const log = (message: string) => toFile('info', message)
  // A terminal's Ctrl-C is meant for whoever was started there, never for the agents.
  process.on('SIGINT', () => log('SIGINT was ignored.'))
  process.on('SIGHUP', () => log('SIGHUP was ignored.'))
  // Who started us may be gone, and our stdout and stderr with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  try {
    const started = await runner({
      folder,
      name,
      socket,
      version: options.version,
      listen: (onLink) => listenSocket(socket, onLink, (error) => log(`Socket: ${String(error)}`)),
      providers: options.providers,
      reap,
      now: Date.now,
      newId: randomUUID,
      log,
      settings: { wire: args.wire, idleExitMs: args.idleExitMs },
    })
    if ('refused' in started) {
      log(started.refused)
      process.stdout.write(`${started.refused}\n`)
      return 0
    }
    process.on('uncaughtException', (error) => started.caught(error))
    process.on('unhandledRejection', (error) => started.caught(error))
    process.on('SIGTERM', () => void started.end({ awaitAck: false }))
    log(`Ended: ${await started.ended}`)
    return 0
  } catch (error) {
    const message = `The runner could not begin: ${error instanceof Error ? error.message : String(error)}`
    log(message)
    process.stderr.write(`${message}\n`)
    return 1
  }
}

function readArgs(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        folder: { type: 'string' },
        name: { type: 'string' },
        socket: { type: 'string' },
        'wire-bytes': { type: 'string' },
        'wire-age-ms': { type: 'string' },
        'idle-exit-ms': { type: 'string' },
      },
    })
    const { folder, name, socket } = values
    if (folder === undefined || name === undefined || socket === undefined) return null
    const bytes = Number(values['wire-bytes'] ?? defaults.wire.bytes)
    const ageMs = Number(values['wire-age-ms'] ?? defaults.wire.ageMs)
    const idleExitMs = Number(values['idle-exit-ms'] ?? defaults.idleExitMs)
    if (![bytes, ageMs, idleExitMs].every((number) => number >= 0)) return null
    return { folder, name, socket, wire: { bytes, ageMs }, idleExitMs }
  } catch {
    // An unknown argument: the usage says which there are.
    return null
  }
}
