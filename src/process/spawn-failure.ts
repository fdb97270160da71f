import { accessSync, constants, type Stats, statSync } from 'node:fs'

/** One line for a person: why a program could not be started, and what to do about it. */
export function spawnFailure(program: string, cwd: string, code: string): string {
  return `Could not start ${JSON.stringify(program)}: ${reason(program, cwd, code)}.`
}

function reason(program: string, cwd: string, code: string): string {
  if (program === '') return 'the command is empty; name a program to run'
  // The system gives one and the same code for a bad folder and a bad program.
  const folder = JSON.stringify(cwd)
  const stats = look(cwd)
  if (!stats)
    return `its folder ${folder} does not exist or is not ours to see; create it or choose another`
  if (!stats.isDirectory()) return `${folder} is not a folder; choose one that is`
  if (!mayEnter(cwd)) return `its folder ${folder} may not be entered; change its permissions`
  const byPath = /[/\\]/.test(program)
  switch (code) {
    case 'ENOENT':
      if (!byPath) return 'it is not on the PATH; install it or give its full path'
      return look(program)
        ? 'the interpreter that its first line names is missing; install that'
        : 'there is no such file; check the path'
    case 'EACCES':
    case 'ENOEXEC':
      return 'it is not an executable file; check the path, or make it executable with chmod +x'
    case 'E2BIG':
      return 'its arguments and environment are too large; pass less'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open; stop some agents or raise the limit (ulimit -n)'
    case 'EAGAIN':
    case 'ENOMEM':
      return 'the system has no room for another process; stop some agents'
    default:
      return `the system said ${code}`
  }
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // A folder on the way may not be read: to us it is not there.
    return undefined
  }
}

function mayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK)
    return true
  } catch {
    // Whatever the reason, the folder is then of no use as a working directory.
    return false
  }
}
