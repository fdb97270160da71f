import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { folderPaths } from '../../config/folder.ts'
import { systemCode } from '../refused.ts'
import type { Context } from '../context.ts'
import { serverChecks } from './server-checks.ts'

/** One thing looked at. `told`: what was found and, where it is wrong, what to do. */
export type Check = { name: string; result: 'ok' | 'wrong' | 'unknown'; told: string }

export async function checks(context: Context): Promise<Check[]> {
  const { world, data } = context
  return [
    node(world.nodeVersion),
    await folder(context),
    await token(context),
    await logs(context),
    await space(data),
    await database(context),
    ...(await serverChecks(context)),
  ]
}

function node(version: string): Check {
  const name = 'Node'
  return Number(version.split('.')[0]) >= 24
    ? { name, result: 'ok', told: version }
    : { name, result: 'wrong', told: `${version} is too old; install Node 24 or newer` }
}

async function folder({ data, world }: Context): Promise<Check> {
  const name = 'Data folder'
  try {
    const found = await stat(data)
    if (!found.isDirectory())
      return { name, result: 'wrong', told: `${data} is a file; name a folder with --data` }
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK)
    if (world.platform !== 'win32' && (found.mode & 0o077) !== 0)
      return { name, result: 'wrong', told: `others may look into ${data}; run: chmod 700 ${data}` }
    return { name, result: 'ok', told: data }
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      return { name, result: 'ok', told: `${data} is made when the server first starts` }
    return {
      name,
      result: 'wrong',
      told: `${data} cannot be used (${systemCode(error)}); make it yours`,
    }
  }
}

async function token({ data, world }: Context): Promise<Check> {
  const name = 'Token'
  const file = folderPaths(data).token
  const found = await stat(file).catch(() => null) // missing or out of reach: the folder's check says which
  if (found === null) return { name, result: 'unknown', told: 'made when the server first starts' }
  if (world.platform !== 'win32' && (found.mode & 0o077) !== 0)
    return { name, result: 'wrong', told: `others may read ${file}; run: chmod 600 ${file}` }
  return { name, result: 'ok', told: 'yours alone' }
}

/** Where to look when something went wrong. Each log is put aside as `.1`, `.2` when it grows. */
async function logs({ data }: Context): Promise<Check> {
  const name = 'Logs'
  const paths = folderPaths(data)
  const runners = join(paths.runners, '*', 'runner.log')
  try {
    await access(paths.logs, constants.W_OK)
    return { name, result: 'ok', told: `${join(paths.logs, 'server.log')} and ${runners}` }
  } catch (error) {
    return systemCode(error) === 'ENOENT'
      ? { name, result: 'unknown', told: `${paths.logs} is made when the server first starts` }
      : { name, result: 'wrong', told: `${paths.logs} cannot be written; make it yours` }
  }
}

const leastFree = 500 * 1024 * 1024

async function space(data: string): Promise<Check> {
  const name = 'Disk'
  for (let at = data; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => null) // not there yet: its parent is on the same disk
    if (found === null && dirname(at) !== at) continue
    if (found === null) return { name, result: 'unknown', told: 'cannot be measured here' }
    const free = found.bavail * found.bsize
    const told = `${(free / 1024 ** 3).toFixed(1)} GB free`
    return free >= leastFree
      ? { name, result: 'ok', told }
      : { name, result: 'wrong', told: `only ${told}; make room, or nothing can be saved soon` }
  }
}

async function database({ world, data }: Context): Promise<Check> {
  const name = 'Database'
  const there = await stat(folderPaths(data).database).catch(() => null) // the folder's check says why not
  if (there === null) return { name, result: 'unknown', told: 'made when the server first starts' }
  const problem = await world.checkDatabase(data)
  return problem === null
    ? { name, result: 'ok', told: 'opens' }
    : { name, result: 'wrong', told: problem }
}
