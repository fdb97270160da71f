import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** Another program listens on the port. The message says which, where that can be told. */
export class PortTaken extends Error {
  readonly exitCode = 2
  constructor(port: number, owner: { pid: number; name: string } | null) {
    const by = owner ? ` by ${owner.name} (pid ${owner.pid})` : ' by another program'
    super(`Port ${port} is taken${by}; stop that or choose another with --port.`)
    this.name = 'PortTaken'
  }
}

/** Who listens on a TCP port of this machine, as far as Linux tells it to this user. */
export function listenerOf(port: number): { pid: number; name: string } | null {
  if (process.platform !== 'linux') return null
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => inodesIn(file, port)),
  )
  if (inodes.size === 0) return null
  for (const pid of readable(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name)))
    for (const fd of readable(() => readdirSync(`/proc/${pid}/fd`), [])) {
      const link = readable(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '')
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1]
      if (inode !== undefined && inodes.has(inode)) {
        return { pid: Number(pid), name: nameOf(pid) }
      }
    }
  return null
}

/** What was started, as its owner would know it: `node server.js`. Newer Nodes call their own thread MainThread. */
function nameOf(pid: string): string {
  const [program = '', ...words] = readable(
    () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    '',
  ).split('\0')
  const script = words.find((word) => word !== '' && !word.startsWith('-'))
  return [basename(program), script].filter(Boolean).join(' ') || 'a program'
}

/** Inodes of the sockets that listen on a port. */
function inodesIn(file: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return readable(() => readFileSync(file, 'utf8'), '')
    .split('\n')
    .flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      return local?.endsWith(`:${hex}`) && state === '0A' && inode ? [inode] : []
    })
}

/** Processes end and hide while we look: what cannot be read is nothing. */
function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    // Gone, or another user's: then it stays untold who holds the port.
    return otherwise
  }
}
