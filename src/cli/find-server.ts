import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { folderPaths } from '../config/folder.ts'
import { StatusJson } from '../contract/response.ts'
import { systemCode } from './refused.ts'

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
  const [server, token] = await Promise.all([textOf(serverFile), textOf(tokenFile)])
  if (server === null || token === null) return null
  const parsed = ServerFile.safeParse(json(server))
  return parsed.success ? { ...parsed.data, token: token.trim(), tokenFile } : null
}

/** What a server at an address says: its status, or why there is none. */
export type Answer =
  | { answers: true; status: StatusJson }
  | { answers: false; why: 'silent' | 'unauthorized' | 'foreign' }

const patienceMs = 5000

export async function ask(address: Address): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(`${address.url}/api/status`, {
      headers: { authorization: `Bearer ${address.token}` },
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error',
    })
  } catch {
    return { answers: false, why: 'silent' } // refused, reset or too late: nobody is there
  }
  if (response.status === 401) return { answers: false, why: 'unauthorized' }
  const parsed = StatusJson.safeParse(await response.json().catch(() => undefined))
  return parsed.success
    ? { answers: true, status: parsed.data }
    : { answers: false, why: 'foreign' }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null
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
