import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

/** What is known of one process. `started` tells it from any other that had or will have its pid. */
export type Row = {
  pid: number
  started: string
  parent: number
  group: number
  session: number
  marked: boolean
  /** Its environment was empty: cleared, or it was just in the middle of an exec. */
  vague: boolean
}

const kernelThread = 0x00200000

/** All pids of Linux's /proc, newest mostly last. */
export function pids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** Reads one process of Linux's /proc; null when it is gone, a zombie, or the kernel's own. */
export function readRow(pid: number, boot: string, marker: string | null): Row | null {
  const text = readLine(`/proc/${pid}/stat`)
  if (text === null) return null
  // The second field is the program's name, which may hold blanks and brackets itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (index: number): number => Number(fields[index])
  if (fields[0] === 'Z' || fields[0] === 'X' || (field(6) & kernelThread) !== 0) return null
  const environment = marker === null ? null : read(`/proc/${pid}/environ`)
  return {
    pid,
    started: `${boot}.${fields[19]}`,
    parent: field(1),
    group: field(2),
    session: field(3),
    marked: marker !== null && environment !== null && holds(environment, marker),
    vague: environment?.length === 0,
  }
}

/** Tells this boot of the machine from others: start times count from it. */
export function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id')?.toString('latin1', 0, 8) ?? ''
}

/** Whether one whole `NAME=value` entry of an environment block is the marker. */
function holds(environment: Buffer, marker: string): boolean {
  const needle = Buffer.from(`${marker}\0`)
  for (let at = environment.indexOf(needle); at !== -1; at = environment.indexOf(needle, at + 1)) {
    if (at === 0 || environment[at - 1] === 0) return true
  }
  return false
}

/** One buffer for all: a container may hold thousands of zombies, and each look reads every one. */
const line = Buffer.allocUnsafe(4096)

function readLine(path: string): string | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // As below.
    return null
  }
  try {
    return line.toString('latin1', 0, readSync(file, line, 0, line.length, 0))
  } catch {
    // It went between the two.
    return null
  } finally {
    closeSync(file)
  }
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    // Gone since it was listed, or another person's: either way none that we could have started.
    return null
  }
}
