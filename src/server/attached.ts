import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pictureLimit } from '../contract/request.ts'
import type { Attachment } from '../core/event.ts'
import { pictureType, type Pictures } from './pictures.ts'
import { isRefusal, refuse, type Refusal } from './refusal.ts'

const offered = 12

/** The files that a person wants to go with a prompt, looked up now: one that is not there is told at once. */
export function attached(
  cwd: string,
  paths: readonly string[],
): { attachments: Attachment[] } | Refusal {
  const attachments: Attachment[] = []
  for (const given of paths) {
    const file = path.resolve(cwd, given)
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found?.isFile())
      return refuse('bad-request', `${file} is ${found ? 'no file' : 'not there'}; attach a file.`)
    const image = found.size <= pictureLimit ? typeOf(file) : null
    attachments.push({ path: file, ...(image !== null && { image }) })
  }
  return { attachments }
}

/** What goes with the first prompt; pictures that were kept for it are the session's from now on. */
export function carried(
  kept: Pictures,
  id: string,
  cwd: string,
  paths: readonly string[],
): { attachments?: Attachment[] } | Refusal {
  if (paths.length === 0) return {}
  const found = attached(cwd, paths)
  if (isRefusal(found)) return found
  return {
    attachments: found.attachments.map((one) => ({ ...one, path: kept.adopt(id, one.path) })),
  }
}

function typeOf(file: string): string | null {
  const handle = openSync(file, 'r')
  try {
    const begin = new Uint8Array(12)
    return pictureType(begin.subarray(0, readSync(handle, begin)))
  } finally {
    closeSync(handle)
  }
}

/** Files and folders that a path could go on to, relative where it was. What cannot be read has none. */
export async function filesAt(
  cwd: string,
  given: string,
): Promise<{ path: string; folder: boolean }[]> {
  const above = given.slice(0, given.lastIndexOf('/') + 1)
  const begun = given.slice(above.length).toLowerCase()
  const entries = await readdir(path.resolve(cwd, above), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .filter(({ name }) => name.toLowerCase().startsWith(begun))
    .filter(({ name }) => begun.startsWith('.') || !name.startsWith('.'))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, offered)
    .map((entry) => ({ path: above + entry.name, folder: entry.isDirectory() }))
}
