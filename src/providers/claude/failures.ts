import type { Exit } from '../../core/report.ts'

export const installHint = 'Install a tested version with: signalbox agents install claude'

/** Why there is no Claude Code to talk with. */
export function notLoaded(error: unknown): string {
  const missing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
  return missing
    ? 'Claude Code is not installed for Signalbox. Run: signalbox agents install claude'
    : `The Claude Agent SDK could not be used: ${oneLine(error)}. ${installHint}`
}

export function notResumed(session: string, error: unknown): string {
  return `Claude Code cannot go on with its session ${session}: ${oneLine(error)}. Nothing was sent; fork the session to begin anew.`
}

/** Whether it said that it knows no such session. */
export function unknownSession(error: unknown): boolean {
  return /No conversation found/i.test(error instanceof Error ? error.message : String(error))
}

/** What went wrong, without the SDK's own preface. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] ?? '')
    .replace('Claude Code returned an error result: ', '')
    .replace(/\.$/, '')
}

export function farewell({ message, signal, code }: Exit): string {
  return signal ? message : `Ended on request (exit code ${code}).`
}
