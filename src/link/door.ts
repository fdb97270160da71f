import { alive, signalSame } from '../process/reap.ts'
import type { RunnerDoor, ServerEnd } from './link.ts'
import { readRunnerFile } from './runner-file.ts'
import { connectSocket } from './socket.ts'

export type SocketDoorOptions = {
  /** Where a runner started now would listen. */
  path: string
  /** The `runner.json` of the runner's folder. */
  runnerFile: string
  /** Starts the runner's process, detached. Rejects with one line when it cannot be started. */
  launch: () => Promise<void>
}

/** The door of a runner on this machine. One that listens elsewhere, because it was started from another environment, is found by its file. */
export function socketDoor({ path, runnerFile, launch }: SocketDoorOptions): RunnerDoor {
  return {
    async connect(): Promise<ServerEnd> {
      const file = readRunnerFile(runnerFile)
      if (typeof file === 'object' && file.socket !== path) {
        try {
          return await connectSocket(file.socket)
        } catch {
          // The file of a dead one: a living one is then where we would have started it.
        }
      }
      return connectSocket(path)
    },
    probe() {
      const file = readRunnerFile(runnerFile)
      if (file === 'missing') return Promise.resolve('dead')
      if (file === 'unreadable' || file.started === null) return Promise.resolve('unknown')
      return Promise.resolve(alive(file.pid, file.started) ? 'alive' : 'dead')
    },
    launch,
    end() {
      const file = readRunnerFile(runnerFile)
      if (typeof file === 'object' && file.started !== null)
        signalSame({ pid: file.pid, started: file.started }, 'SIGTERM')
    },
  }
}
