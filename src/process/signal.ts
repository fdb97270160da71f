/** Sends a signal to a process group. False when nobody was there to get it. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  // Windows has no groups; there every signal ends the one process.
  return send(process.platform === 'win32' ? leader : -leader, signal)
}

/** Sends a signal to one process. False when it is gone or not ours. */
export function signalOne(pid: number, signal: NodeJS.Signals): boolean {
  return send(pid, signal)
}

function send(target: number, signal: NodeJS.Signals): boolean {
  // 0 and -1 would mean our own group and every process there is.
  if (target === 0 || target === -1) throw new Error(`${target} is not a process to signal`)
  try {
    process.kill(target, signal)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    // ESRCH: already gone. EPERM: another person's, or (macOS) a group of which only a zombie is left.
    if (code === 'ESRCH' || code === 'EPERM') return false
    throw error
  }
}
