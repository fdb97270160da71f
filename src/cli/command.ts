import type { Context } from './context.ts'

/** One option of a command, as the parser, the help and the completion know it. */
export type FlagSpec = {
  /** As in the help: `-f, --follow`, `--after <seq>`, `--env <KEY[=VALUE]>`. */
  flags: string
  about: string
  choices?: readonly string[]
  /** A whole number from `min` to `max`. */
  number?: { min: number; max: number }
  /** May be given several times. */
  many?: true
}

/** One command: its words, its help and what it does. The table of them is in `commands/index.ts`. */
export type CommandSpec = {
  name: string
  about: string
  /** As in the help: `<id>`, `[file]`, `<text...>`. */
  args: readonly { name: string; about: string; choices?: readonly string[] }[]
  flags: readonly FlagSpec[]
  /** Lines to try, each with what it does. */
  examples: readonly (readonly [line: string, does: string])[]
  /** Carries it out and gives the exit code. Throws `Refused` for what cannot be done. */
  run: (context: Context, args: readonly string[], flags: Flags) => Promise<number>
}

/** The options that were given, read by their long names. */
export type Flags = {
  on: (name: string) => boolean
  /** `--no-NAME` was given. */
  off: (name: string) => boolean
  text: (name: string) => string | undefined
  number: (name: string) => number | undefined
  list: (name: string) => readonly string[]
}

/** `values`: as the parser gives them, under camel-cased names. */
export function flagsOf(values: Readonly<Record<string, unknown>>): Flags {
  const value = (name: string) =>
    values[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
  return {
    on: (name) => value(name) === true,
    off: (name) => value(name) === false,
    text(name) {
      const found = value(name)
      return typeof found === 'string' ? found : undefined
    },
    number(name) {
      const found = value(name)
      return typeof found === 'number' ? found : undefined
    },
    list(name) {
      const found = value(name)
      return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : []
    },
  }
}
