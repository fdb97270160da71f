import { protocol } from '../link/link.ts'

/** The newest version of the conversation that both sides speak, or why there is none. */
export function agree(theirs: { oldest: number; current: number }): number | string {
  const version = Math.min(theirs.current, protocol.current)
  if (version >= Math.max(theirs.oldest, protocol.oldest)) return version
  return theirs.current < protocol.oldest
    ? `the runner speaks version ${theirs.current} of the link and this server only ${protocol.oldest} and newer: its agents go on; serve them with the older signalbox, or end them (signalbox down) and start again`
    : `the runner speaks only version ${theirs.oldest} and newer of the link, this server ${protocol.current}: update signalbox`
}
