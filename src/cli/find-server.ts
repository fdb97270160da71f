import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { folderPaths } from '../config/folder.ts'
import { StatusJson } from '../contract/response.ts'
import { systemCode, usage } from './refused.ts'

/** Where a server said that it listens. */
export type Address = {
  url: string
  pid: number
  version: string
  token: string
  tokenFile: string
}

const ServerFile = z.object({ pid: z.number(), url: z.string(), version: z.string() })

/** The address written in a data folder, or null: no server ever started there, or it left cleanly. */
export async function addressIn(data: string): Promise<Address | null> {
  const { server: serverFile, token: tokenFile } = folderPaths(data)
  const server = await textOf(serverFile)
  const token = await textOf(tokenFile)
  if (server === null || token === null) return null
  const parsed = ServerFile.safeParse(json(server))
  return parsed.success ? { ...parsed.data, token: token.trim(), tokenFile } : null
}

/** What a server at an address says: its status, or why there is none. */
export type Answer =
  | { answers: true; status: StatusJson }
  /** `silent`: nobody listens there. `hung`: somebody does, and said nothing in time. */
  | { answers: false; why: 'silent' | 'hung' | 'unauthorized' | 'foreign' }

const patienceMs = 5000

export async function ask(address: Address): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(`${address.url}/api/status`, {
      headers: { authorization: `Bearer ${address.token}` },
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error',
    })
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return { answers: false, why: late ? 'hung' : 'silent' }
  }
  if (response.status === 401) return { answers: false, why: 'unauthorized' }
  const parsed = StatusJson.safeParse(await response.json().catch(() => undefined))
  return parsed.success
    ? { answers: true, status: parsed.data }
    : { answers: false, why: 'foreign' }
}

/** What is told of a server that hangs. */
export function hangs({ pid, url }: Address): string {
  return `the server (process ${pid}) does not answer at ${url}`
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === 'EACCES' || code === 'EPERM')
      throw usage(
        `${file} may not be read by you; make the data folder yours, or name another with --data`,
      )
    throw error
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // half written: the next look finds it whole
  }
}
