import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The journal's id, as its folder keeps it; a new one where there is none. */
export function journalId(folder: string, newId: () => string): string {
  const path = join(folder, 'id')
  const known = read(path)
  if (known !== '') return known
  const id = newId()
  const fd = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(fd, `${id}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(`${path}.new`, path)
  return id
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
