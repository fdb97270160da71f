import { chmodSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { isFromRunner, isToRunner } from './frame.ts'
import { keepItemTexts } from './item-texts.ts'
import type { RunnerEnd, ServerEnd } from './link.ts'
import { streamLink } from './stream.ts'

export type Listener = {
  /** Looks whether its socket file is still there, and listens anew where a cleaner took it away. */
  heal(): Promise<void>
  /** Takes no more connections; those that stand are their owners' to close. */
  close(): Promise<void>
}

/** Connects to a runner. Rejects when nobody listens there. */
export async function connectSocket(path: string): Promise<ServerEnd> {
  return streamLink(await connected(path), isFromRunner, keepItemTexts)
}

/**
 * Listens for servers. Only the holder of the runner's folder lock may call it: a socket file on which
 * nobody answers is then a dead predecessor's, and is replaced. Rejects when somebody does answer, and when
 * the path cannot be listened on. What `onLink` throws goes to `onTrouble`.
 */
export async function listenSocket(
  path: string,
  onLink: (link: RunnerEnd) => void,
  onTrouble: (error: unknown) => void,
): Promise<Listener> {
  const accept = (socket: Socket): void => {
    try {
      onLink(streamLink(socket, isToRunner))
    } catch (error) {
      socket.destroy()
      onTrouble(error)
    }
  }
  let server = await listening(path, accept, onTrouble)
  let file = fileIdentity(path)

  return {
    async heal() {
      const now = fileIdentity(path)
      if (now === file) return
      // Another file under our name is another listener's: it is not ours to take away.
      if (now !== null) return onTrouble(new Error(`${path} belongs to another listener now.`))
      // Closing removes whatever bears the path's name: it must come first.
      server.close()
      server = await listening(path, accept, onTrouble)
      file = fileIdentity(path)
    },
    close: () =>
      new Promise((resolve) => {
        // Resolves when it listens no more; open connections must not hold that up.
        server.close(() => resolve())
        resolve()
      }),
  }
}

async function listening(
  path: string,
  accept: (socket: Socket) => void,
  onTrouble: (error: unknown) => void,
): Promise<Server> {
  try {
    return await listenOnce(path, accept, onTrouble)
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || isPipe(path)) throw error
    if (await answers(path)) throw new Error(`Another process listens on ${path}; end it first.`)
    rmSync(path, { force: true })
    return listenOnce(path, accept, onTrouble)
  }
}

function listenOnce(
  path: string,
  accept: (socket: Socket) => void,
  onTrouble: (error: unknown) => void,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(accept)
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      server.on('error', onTrouble)
      if (!isPipe(path)) chmodSync(path, 0o600)
      resolve(server)
    })
  })
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

async function answers(path: string): Promise<boolean> {
  try {
    const socket = await connected(path)
    socket.destroy()
    return true
  } catch (error) {
    // Refused or gone: a dead one's. Anything else (a full queue, no permission) may well be somebody alive.
    const code = codeOf(error)
    return code !== 'ECONNREFUSED' && code !== 'ENOENT' && code !== 'ENOTSOCK'
  }
}

/** What tells one socket file from the next one under its name; null where there is none (or no files at all). */
function fileIdentity(path: string): string | null {
  if (isPipe(path)) return null
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.dev}.${stats.ino}` : null
}

function isPipe(path: string): boolean {
  return path.startsWith('\\\\')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
