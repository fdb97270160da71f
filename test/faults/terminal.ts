import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** A program at a terminal of its own, 100 columns wide. */
export type Terminal = {
  /** Presses keys. */
  type(keys: string): void
  /** Waits until the terminal was written this, and forgets it; gives all that was written since the last wait. */
  until(what: RegExp): Promise<string>
  /** Presses a key until the terminal is written this: a key is not heard in the first moment of a question. */
  press(key: string, what: RegExp): Promise<string>
  /** How it ended, and all that was written. */
  ended: Promise<{ code: number | NodeJS.Signals; text: string }>
}

/** What is waited for comes in seconds; the limit is for a machine whose cores are all busy (ms). */
const patience = 25_000

/** The arguments with which `script` (util-linux) gives a program a terminal and hands on its exit code. */
export function terminalArgs(command: readonly string[]): string[] {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return ['-qefc', `stty cols 100 rows 40; exec ${quoted}`, '/dev/null']
}

export function terminal(
  child: ReturnType<typeof spawn>,
  exited: Promise<number | NodeJS.Signals>,
): Terminal {
  let text = ''
  let from = 0
  let over = false
  let wake: () => void = () => undefined
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    wake()
  })
  const ended = exited
    .catch(() => {
      throw new Error('There is no `script` to make a terminal: install util-linux (bsdutils).')
    })
    .finally(() => {
      over = true
      wake()
    })
    .then((code) => ({ code, text: stripVTControlCharacters(text) }))
  // Whoever waits for something on it is told by that.
  ended.catch(() => undefined)
  const type = (keys: string): void => void child.stdin?.write(keys)

  async function until(what: RegExp): Promise<string> {
    const limit = AbortSignal.timeout(patience)
    const late = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve()))
    for (;;) {
      const shown = stripVTControlCharacters(text.slice(from))
      if (what.test(shown)) {
        from = text.length
        return shown
      }
      if (over || limit.aborted)
        throw new Error(`${over ? 'It ended' : 'Too long'} before it wrote ${what}:\n${shown}`)
      await Promise.race([late, new Promise<void>((woken) => (wake = woken))])
    }
  }

  return {
    type,
    until,
    async press(key, what) {
      const again = setInterval(() => type(key), 450)
      try {
        return await until(what)
      } finally {
        clearInterval(again)
      }
    },
    ended,
  }
}
