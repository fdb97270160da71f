import { EventEmitter } from 'node:events'
import { Readable, Writable } from 'node:stream'
import type { Child } from '../../process/child.ts'
import type { Line } from '../../process/lines.ts'
import type { SdkProcess } from './sdk.ts'

const lineEnds = /[\u2028\u2029]/g

/**
 * A child process as the SDK wants to see it. Every line that passes is shown, both ways. A line too long
 * to be read is left out, for the SDK would end over half of one.
 */
export function sdkProcess(
  child: Child,
  see: {
    onWire: (direction: 'in' | 'out', line: string) => void
    onCut: (line: Line) => void
  },
): SdkProcess {
  const events = new EventEmitter()
  // It reports an error only where somebody listens: the exit says it all.
  events.on('error', () => undefined)
  let exitCode: number | null = null
  let signalCode: NodeJS.Signals | null = null
  let killed = false
  let half = ''

  void child.exited.then(({ code, signal, cause, message }) => {
    exitCode = code
    signalCode = isSignal(signal) ? signal : null
    if (cause === 'spawn-failed') events.emit('error', new Error(message))
    else events.emit('exit', code, signal)
  })

  async function* output(): AsyncGenerator<string, void> {
    for await (const lines of child.lines())
      for (const line of lines) {
        see.onWire('in', line.text)
        if (line.cut) see.onCut(line)
        // Some readers of lines split at these too; inside JSON their escapes mean the same.
        else yield `${line.text.replace(lineEnds, escaped)}\n`
      }
  }

  const stdin = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _, done) {
      const lines = (half + String(chunk)).split('\n')
      half = lines.pop() ?? ''
      for (const line of lines) {
        see.onWire('out', line)
        child.write(line)
      }
      done()
    },
    final(done) {
      child.closeInput()
      done()
    },
  })

  return {
    stdin,
    stdout: Readable.from(output(), { objectMode: false }),
    get killed() {
      return killed
    },
    get exitCode() {
      return exitCode
    },
    get signalCode() {
      return signalCode
    },
    kill() {
      killed = true
      void child.stop('protocol')
      return true
    },
    on: (event, listener) => void events.on(event, listener),
    once: (event, listener) => void events.once(event, listener),
    off: (event, listener) => void events.off(event, listener),
  }
}

function escaped(letter: string): string {
  return letter === '\u2028' ? '\\u2028' : '\\u2029'
}

function isSignal(signal: string | null): signal is NodeJS.Signals {
  return signal !== null && signal.startsWith('SIG')
}
