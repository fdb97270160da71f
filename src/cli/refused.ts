/** The exit codes of every command; `run` has more meanings for the session it followed. */
export const exit = {
  ok: 0,
  failed: 1,
  /** Wrong usage, or an unknown thing. */
  usage: 2,
  stopped: 3,
  crashed: 4,
  needsAnswer: 5,
  noServer: 6,
} as const

/**
 * A command that cannot be carried out: thrown from anywhere below `cli`, which prints its one line
 * and ends with its exit code. Everything else that is thrown is a bug.
 */
export class Refused extends Error {
  readonly exitCode: number
  readonly code: string
  /** Ids that an ambiguous prefix fits. */
  readonly matches: readonly string[]

  constructor(exitCode: number, code: string, message: string, matches: readonly string[] = []) {
    super(message)
    this.exitCode = exitCode
    this.code = code
    this.matches = matches
  }
}

export function usage(message: string): Refused {
  return new Refused(exit.usage, 'usage', message)
}

export function noServer(message: string): Refused {
  return new Refused(exit.noServer, 'no-server', message)
}

export function failed(message: string): Refused {
  return new Refused(exit.failed, 'failed', message)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The code of a system error (`ENOENT`), or an empty string. */
export function systemCode(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : ''
}
