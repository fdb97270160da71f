import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { flagsOf, type CommandSpec, type FlagSpec, type Flags } from './command.ts'

/** Options that every command takes. */
export const everywhere: readonly FlagSpec[] = [
  {
    flags: '--data <dir>',
    about: 'the data folder (default: SIGNALBOX_DATA, else the usual place)',
  },
  { flags: '--json', about: 'print JSON: one document, or a line each for what streams' },
]

/** What was asked for on a command line. */
export type Asked = { spec: CommandSpec; args: readonly string[]; flags: Flags }

const about = `Mission control for coding agents. Without a command: serve.

  session   a durable conversation with one agent in one folder
  turn      from a prompt to the agent's rest
  approval  a question that holds a turn until you answer`

/**
 * The program's commands, built from the table. `write` gets the help that was asked for; wrong
 * usage and shown help both throw commander's own error, which carries the code.
 */
export function parser(
  table: readonly CommandSpec[],
  version: string,
  columns: number,
  write: (text: string) => void,
  asked: (asked: Asked) => void,
): Command {
  const program = new Command('signalbox')
    .description(about)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'teach a command, with examples')
    // An option after a command is the command's: `--version` may mean another version there.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: write,
      // Help that is shown for an error and the error itself: the caller says one line instead.
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => columns,
    })
  for (const flag of everywhere) program.addOption(optionOf(flag))
  for (const spec of table) addCommand(program, spec, asked)
  return program.addHelpText('after', examplesText(topExamples))
}

const topExamples = [
  ['signalbox', 'serve, and open the page'],
  ['signalbox demo', 'watch eight agents work, without any account'],
  ['signalbox run "add a health endpoint" --project .', 'give an agent work and follow it here'],
  ['signalbox ls', 'who needs you, who works, what is done'],
] as const

function addCommand(program: Command, spec: CommandSpec, asked: (asked: Asked) => void) {
  const command = program.command(spec.name).description(spec.about)
  for (const { name, about, choices } of spec.args) {
    const argument = new Argument(name, about)
    command.addArgument(choices ? argument.choices(choices) : argument)
  }
  for (const flag of [...spec.flags, ...everywhere]) command.addOption(optionOf(flag))
  command.addHelpText('after', examplesText(spec.examples))
  command.action(() => {
    asked({ spec, args: command.args, flags: flagsOf(command.optsWithGlobals()) })
  })
}

function optionOf({ flags, about, choices, number, many }: FlagSpec): Option {
  const option = new Option(flags, about)
  if (choices) return option.choices(choices)
  if (number) return option.argParser((text) => wholeNumber(text, number))
  if (many)
    return option.argParser((text, before: unknown) => [
      ...(Array.isArray(before) ? before : []),
      text,
    ])
  return option
}

function wholeNumber(text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`)
  return value
}

function examplesText(examples: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, does]) => `  ${line.padEnd(widest)}  ${does}`)
  return `\nExamples:\n${lines.join('\n')}`
}

/** `signalbox --port 80` is `signalbox serve --port 80`: no other word may stand in front of an option. */
export function withDefault(argv: readonly string[]): string[] {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (word === '--data') at++
    else if (word === '--json' || word.startsWith('--data=')) continue
    else if (['-h', '--help', '-V', '--version'].includes(word)) return [...argv]
    else if (word.startsWith('-')) break
    else return [...argv]
  }
  return ['serve', ...argv]
}
