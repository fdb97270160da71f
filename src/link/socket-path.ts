import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** The system takes some 104 bytes for a socket's path; shorter than that is safe everywhere. */
const longest = 100

/**
 * Where a runner of a data folder listens: a short path in a private folder of this user, which is made
 * when it is missing. Throws one clear line when the folder is somebody else's, or none can be made.
 * `env` decides the place, so who looks for a runner that lives reads its `runner.json` first.
 */
export function socketPath(
  dataFolder: string,
  runnerName: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  uid: number = process.getuid?.() ?? 0,
): string {
  const hash = createHash('sha256')
    .update(`${realpathSync(dataFolder)}\0${runnerName}`)
    .digest('hex')
    .slice(0, 12)
  if (platform === 'win32') return `\\\\.\\pipe\\signalbox-${hash}`

  const short = (folder: string): boolean => join(folder, `${hash}.sock`).length < longest
  const runtime = env.XDG_RUNTIME_DIR
  if (runtime && short(join(runtime, 'signalbox')) && ownedBy(runtime, uid))
    return join(privateFolder(join(runtime, 'signalbox'), uid), `${hash}.sock`)
  for (const base of [env.TMPDIR, '/tmp']) {
    const folder = base ? join(base, `signalbox-${uid}`) : null
    if (folder && short(folder) && isFolder(base ?? ''))
      return join(privateFolder(folder, uid), `${hash}.sock`)
  }
  throw new Error('There is no folder for the socket: /tmp is missing. Set XDG_RUNTIME_DIR.')
}

function privateFolder(folder: string, uid: number): string {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw new Error(`${folder} cannot be made: ${String(error)}. Set XDG_RUNTIME_DIR.`, {
        cause: error,
      })
  }
  const stats = lstatSync(folder)
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder. Remove it.`)
  if (stats.uid !== uid)
    throw new Error(
      `${folder} belongs to another user (uid ${stats.uid}), who could listen in. Have it removed, or set XDG_RUNTIME_DIR.`,
    )
  if ((stats.mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return folder
}

function ownedBy(folder: string, uid: number): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  return stats?.isDirectory() === true && stats.uid === uid
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
