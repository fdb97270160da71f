import type { Exit } from '../../core/report.ts'
import type { Agent } from '../provider.ts'

/** An agent that could not be started; `message` says why, in one line. */
export function stillborn(message: string): Agent {
  const exit: Exit = { cause: 'spawn-failed', code: null, signal: null, message, stderr: '' }
  const exited = Promise.resolve(exit)
  return {
    pid: 0,
    async *[Symbol.asyncIterator]() {
      // It says nothing.
    },
    prompt: () => undefined,
    steer: () => undefined,
    interrupt: () => undefined,
    answer: () => false,
    stopChild: () => undefined,
    switch: () => Promise.reject(new Error(message)),
    stop: () => exited,
    exited,
  }
}
