import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { folderPaths } from '../config/folder.ts'
import { addressIn, ask, type Address } from './find-server.ts'
import { noServer } from './refused.ts'
import type { World } from './world.ts'

/** How long a server may take to answer after its start, and how long another may after ours gave up. */
export type Patience = { startMs: number; afterExitMs: number; betweenMs: number }

const usual: Patience = { startMs: 30_000, afterExitMs: 3000, betweenMs: 50 }

/**
 * Starts a server in the background and waits until one answers for the folder: ours, or one that
 * somebody else started in the same moment. Refused with the end of its log where none does.
 */
export async function startServer(
  world: World,
  data: string,
  patience: Patience = usual,
): Promise<Address> {
  const before = (await contentOf(logs(data).start)).length
  const background = world.startServer(data)
  let deadline = world.now() + patience.startMs
  let end: { code: number | null } | null = null
  const exited = background.exited.then((code) => {
    end = { code }
    deadline = Math.min(deadline, world.now() + patience.afterExitMs)
  })
  for (;;) {
    const address = await addressIn(data)
    if (address !== null && (await ask(address)).answers) return address
    if (world.now() >= deadline) throw await notStarted(data, end, before)
    await (end === null
      ? Promise.race([exited, pause(patience.betweenMs)])
      : pause(patience.betweenMs))
  }
}

/** What a server says before its own log is open, and that log. */
function logs(data: string) {
  const folder = folderPaths(data).logs
  return { start: join(folder, 'start.log'), server: join(folder, 'server.log') }
}

/** `before`: length of the start log when the server was started; what is older explains nothing. */
async function notStarted(data: string, end: { code: number | null } | null, before: number) {
  const { start, server } = logs(data)
  const how = end === null ? 'did not answer in time' : `ended with code ${end.code ?? 'none'}`
  for (const [file, text] of [
    [start, since(await contentOf(start), before)],
    [server, await contentOf(server)],
  ] as const) {
    const tail = text.trim().split('\n').slice(-5).join('\n')
    if (tail !== '')
      return noServer(`the server started in the background ${how}; the end of ${file}:\n${tail}`)
  }
  return noServer(`the server started in the background ${how}; its log ${server} is empty`)
}

/** One that is shorter than before was put aside meanwhile: it is new from its beginning. */
function since(text: string, before: number): string {
  return text.length < before ? text : text.slice(before)
}

async function contentOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '') // no log is no reason to hide the failure
}
