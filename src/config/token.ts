import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  fstatSync,
  linkSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'

/** Tells something that a person may want to know. */
export type Tell = (message: string) => void

/** The token file cannot be used; the message is one line that says what to do. */
export class TokenUnusable extends Error {
  readonly exitCode = 2
}

/** 32 random bytes as base64url. */
const shortest = 43

/**
 * The token that programs show and browsers exchange for a cookie. Made when the file is missing; of
 * several processes that make it at once, one wins and all read the same. A file that others could
 * read is closed again, and told.
 */
export function readToken(file: string, tell: Tell): string {
  if (!exists(file)) make(file)
  const descriptor = openSync(file, 'r')
  try {
    closeToOthers(file, descriptor, tell)
    const token = readFileSync(descriptor, 'utf8').trim()
    if (token.length < shortest || /[^\w-]/.test(token))
      throw new TokenUnusable(
        `The token file ${file} does not hold a whole token; delete it and start the server again, which makes a new one.`,
      )
    return token
  } finally {
    closeSync(descriptor)
  }
}

function exists(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'))
    return true
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    const why = error instanceof Error ? error.message : String(error)
    throw new TokenUnusable(`The token file ${file} cannot be read (${why}); make it yours.`, {
      cause: error,
    })
  }
}

/** Written whole beside its place, then linked there: nobody ever reads half a token. */
function make(file: string) {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(fresh, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(fresh, file)
  } catch (error) {
    // Another process made it first: theirs is the token.
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(fresh)
  }
}

function closeToOthers(file: string, descriptor: number, tell: Tell) {
  if (process.platform === 'win32') return
  const mode = fstatSync(descriptor).mode & 0o777
  if ((mode & 0o177) === 0) return
  chmodSync(file, 0o600)
  tell(
    `The token file ${file} had mode ${mode.toString(8)} and was set to 600; if others may have read it, delete it and start the server again.`,
  )
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
