import { StoreUnusable } from '../unusable.ts'
import { code, primaryCode } from './failure.ts'

/** What a failure to open is to the caller. What is a bug comes back as it is. */
export function unusable(error: unknown, file: string): unknown {
  if (error instanceof StoreUnusable || !(error instanceof Error)) return error
  const because = (reason: StoreUnusable['reason'], line: string) =>
    new StoreUnusable(reason, line, { cause: error })
  switch (primaryCode(error)) {
    case null:
      return 'syscall' in error
        ? because('unreachable', `${file} cannot be opened: ${error.message}.`)
        : error
    case code.corrupt:
    case code.notadb:
      return because('corrupt', `${file} is damaged: ${error.message}.`)
    case code.busy:
    case code.locked:
      return because('locked', `${file} is locked by another process; end it and try again.`)
    case code.full:
      return because('unreachable', `${file} cannot be opened: the disk is full.`)
    case code.cantopen:
    case code.perm:
    case code.readonly:
    case code.ioerr:
      return because(
        'unreachable',
        `${file} cannot be opened (${error.message}): is its folder there, yours, and not full?`,
      )
    default:
      return error
  }
}
