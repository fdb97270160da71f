import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'

/** Pictures that were pasted into prompts, below the data folder: one folder a session. */
export type Pictures = {
  /** Resolves with where it is kept, or null where the bytes are no picture that browsers show. */
  keep(session: string, id: string, bytes: Uint8Array): string | null
  /** Keeps one for a session that is not there yet; those that no session took within a day are forgotten. */
  keepDraft(id: string, bytes: Uint8Array, now: number): string | null
  /** Takes a draft over into a session: where it is kept from now on. Any other path is answered as it is. */
  adopt(session: string, file: string): string
  find(session: string, name: string): { bytes: Uint8Array<ArrayBuffer>; type: string } | null
  /** Forgets all of a session. */
  remove(session: string): void
}

/** How long a picture is kept for a session that never began. */
const draftMs = 24 * 60 * 60_000

const endings: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

export function pictures(data: string): Pictures {
  const folder = (session: string) => path.join(data, 'pictures', session)
  const drafts = path.join(data, 'pictures', '.drafts')

  function keep(folderOf: string, id: string, bytes: Uint8Array): string | null {
    const type = pictureType(bytes)
    if (type === null) return null
    mkdirSync(folderOf, { recursive: true, mode: 0o700 })
    const file = path.join(folderOf, `${id}.${endings[type]}`)
    writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' })
    return file
  }

  function forgetOld(now: number) {
    mkdirSync(drafts, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(drafts)) {
      const file = path.join(drafts, name)
      if (now - statSync(file).mtimeMs > draftMs) rmSync(file, { force: true })
    }
  }

  return {
    keep: (session, id, bytes) => keep(folder(session), id, bytes),
    keepDraft(id, bytes, now) {
      forgetOld(now)
      return keep(drafts, id, bytes)
    },
    adopt(session, file) {
      if (path.dirname(file) !== drafts) return file
      mkdirSync(folder(session), { recursive: true, mode: 0o700 })
      const kept = path.join(folder(session), path.basename(file))
      // Copied: where the session is refused after all, the draft can be sent again.
      copyFileSync(file, kept)
      return kept
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
