import { chmodSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** What of the machine decides where data lives. */
export type Machine = {
  platform: NodeJS.Platform
  /** The person's home folder. */
  home: string
  env: Readonly<Record<string, string | undefined>>
  /** Relative folders are taken from here. */
  cwd: string
}

/** The data folder: what was asked for, else `SIGNALBOX_DATA`, else the platform's own place. Absolute. */
export function dataFolder(asked: string | undefined, machine: Machine): string {
  const { platform, home, env, cwd } = machine
  const its = platform === 'win32' ? path.win32 : path.posix
  const given = asked || env.SIGNALBOX_DATA
  if (given) return its.resolve(cwd, given)
  if (platform === 'darwin') return its.join(home, 'Library', 'Application Support', 'Signalbox')
  if (platform === 'win32')
    return its.join(env.LOCALAPPDATA || its.join(home, 'AppData', 'Local'), 'Signalbox')
  // The XDG specification says that a relative path is to be ignored.
  const xdg = env.XDG_DATA_HOME
  return its.join(xdg && its.isAbsolute(xdg) ? xdg : its.join(home, '.local', 'share'), 'signalbox')
}

/** Where each thing lies in the data folder. */
export type FolderPaths = ReturnType<typeof folderPaths>

export function folderPaths(data: string) {
  return {
    data,
    database: path.join(data, 'signalbox.sqlite'),
    /** Held by the server that owns the folder. */
    lock: path.join(data, 'lock.sqlite'),
    token: path.join(data, 'token'),
    /** How to reach the running server. */
    server: path.join(data, 'server.json'),
    config: path.join(data, 'config.json'),
    logs: path.join(data, 'logs'),
    /** One folder a runner: its journal, its socket's place, its log. */
    runners: path.join(data, 'runners'),
    /** Programs of ours that outlive the package they came from. */
    runtime: path.join(data, 'runtime'),
    agents: path.join(data, 'agents'),
  }
}

/** The folder cannot be used; the message says what to do. */
export class FolderUnusable extends Error {
  readonly exitCode = 2
}

/** Makes the folder and those in it that are missing, for this user alone (mode 700). */
export function makeFolder(data: string): FolderPaths {
  const paths = folderPaths(data)
  try {
    for (const folder of [data, paths.logs, paths.runners, paths.runtime, paths.agents])
      mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32' && (statSync(data).mode & 0o077) !== 0) chmodSync(data, 0o700)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new FolderUnusable(
      `The data folder ${data} cannot be made or used (${why}); choose another with --data.`,
      { cause: error },
    )
  }
  return paths
}
