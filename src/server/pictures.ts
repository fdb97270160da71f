import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Pictures that were pasted into prompts, below the data folder: one folder a session. */
export type Pictures = {
  /** Resolves with where it is kept, or null where the bytes are no picture that browsers show. */
  keep(session: string, id: string, bytes: Uint8Array): string | null
  find(session: string, name: string): { bytes: Uint8Array<ArrayBuffer>; type: string } | null
  /** Forgets all of a session. */
  remove(session: string): void
}

const endings: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

export function pictures(data: string): Pictures {
  const folder = (session: string) => path.join(data, 'pictures', session)
  return {
    keep(session, id, bytes) {
      const type = pictureType(bytes)
      if (type === null) return null
      mkdirSync(folder(session), { recursive: true, mode: 0o700 })
      const file = path.join(folder(session), `${id}.${endings[type]}`)
      writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' })
      return file
    },
    find(session, name) {
      if (!/^[\w-]+\.(png|jpg|gif|webp)$/.test(name)) return null
      try {
        const bytes = new Uint8Array(readFileSync(path.join(folder(session), name)))
        const type = pictureType(bytes)
        return type === null ? null : { bytes, type }
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    remove: (session) => rmSync(folder(session), { recursive: true, force: true }),
  }
}

/** The media type that the first bytes stand for; null: no picture that is known. A name proves nothing. */
export function pictureType(bytes: Uint8Array): string | null {
  const begin = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (begin.startsWith('\u0089PNG\r\n\u001a\n')) return 'image/png'
  if (begin.startsWith('\u00ff\u00d8\u00ff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(begin)) return 'image/gif'
  if (begin.startsWith('RIFF') && begin.slice(8) === 'WEBP') return 'image/webp'
  return null
}
