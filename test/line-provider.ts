import type { Report } from '../src/core/report.ts'
import { startChild } from '../src/process/child.ts'
import type { Provider, Told } from '../src/providers/provider.ts'

/** Speaks with a real process whose lines are reports as they are; what it is asked it gets as a JSON array. */
export function lineProvider(): Provider {
  return {
    name: 'line',
    env: [],
    start({ spec, cwd, env, onWire }) {
      const child = startChild({ command: spec.command, cwd, env })
      const ask = (...args: unknown[]): void => {
        const line = JSON.stringify(args)
        onWire('out', line)
        child.write(line)
      }
      async function* batches(): AsyncGenerator<Told[]> {
        for await (const lines of child.lines())
          yield lines.map(({ text }) => {
            onWire('in', text)
            const report: Report = JSON.parse(text)
            return { report }
          })
      }
      return {
        pid: child.pid,
        prompt: (turn, prompt, text) => ask('prompt', turn, prompt, text),
        steer: (prompt, text) => ask('steer', prompt, text),
        interrupt: () => ask('interrupt'),
        stopChild: (key) => ask('stopChild', key),
        switch: (to) => Promise.resolve(ask('switch', to)),
        answer(id, answer) {
          ask('answer', id, answer)
          return true
        },
        stop: (cause) => child.stop(cause),
        exited: child.exited,
        [Symbol.asyncIterator]: () => batches(),
      }
    },
  }
}
