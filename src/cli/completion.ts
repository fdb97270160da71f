import type { CommandSpec, FlagSpec } from './command.ts'
import { everywhere } from './parser.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

/** A script for one of `shells`, made from the table of commands. */
export function completionFor(shell: string, table: readonly CommandSpec[]): string {
  if (shell === 'bash') return bash(table)
  return shell === 'zsh' ? zsh(table) : fish(table)
}

/** The words of an option: `-f --follow`. */
function words({ flags }: FlagSpec): string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'))
}

function flagsOf(spec: CommandSpec): readonly FlagSpec[] {
  return [...spec.flags, ...everywhere, { flags: '--help', about: 'teach this command' }]
}

function choicesOf(spec: CommandSpec): string[] {
  return spec.args.flatMap(({ choices }) => choices ?? [])
}

function bash(table: readonly CommandSpec[]): string {
  const cases = table.map((spec) => {
    const offered = [...flagsOf(spec).flatMap(words), ...choicesOf(spec)].join(' ')
    return `    ${spec.name}) offered="${offered}" ;;`
  })
  const values = table.flatMap((spec) =>
    spec.flags.flatMap((flag) =>
      flag.choices
        ? [`    ${spec.name}:${words(flag).at(-1) ?? ''}) offered="${flag.choices.join(' ')}" ;;`]
        : [],
    ),
  )
  return `_signalbox() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" offered=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${table.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case "$command" in
${cases.join('\n')}
  esac
  case "$command:$before" in
${values.join('\n')}
  *:--data|*:--project|*:--output) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$word"))
}
complete -o default -F _signalbox signalbox
`
}

function zsh(table: readonly CommandSpec[]): string {
  const quoted = (text: string) => text.replace(/'/g, "'\\''").replace(/[[\]:]/g, '\\$&')
  const commands = table.map(({ name, about }) => `    '${name}:${quoted(about)}'`)
  const cases = table.map((spec) => {
    const flags = flagsOf(spec).flatMap((flag) =>
      words(flag).map((word) => {
        const value = flag.choices
          ? `:value:(${flag.choices.join(' ')})`
          : flag.flags.includes('<')
            ? ':value:_files'
            : ''
        return `'${word}[${quoted(flag.about)}]${value}'`
      }),
    )
    const choices = choicesOf(spec)
    const args = choices.length > 0 ? [`'*:argument:(${choices.join(' ')})'`] : [`'*:file:_files'`]
    return `    ${spec.name}) _arguments ${[...flags, ...args].join(' ')} ;;`
  })
  return `#compdef signalbox
_signalbox() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _signalbox signalbox
`
}

function fish(table: readonly CommandSpec[]): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
  const lines = table.flatMap((spec) => {
    const here = `complete -c signalbox -n '__fish_seen_subcommand_from ${spec.name}'`
    const choices = choicesOf(spec)
    return [
      `complete -c signalbox -n __fish_use_subcommand -f -a ${spec.name} -d ${quoted(spec.about)}`,
      ...flagsOf(spec).map((flag) => {
        const long = words(flag).at(-1)?.slice(2) ?? ''
        const short = words(flag).find((word) => !word.startsWith('--'))
        const value = flag.choices
          ? ` -x -a ${quoted(flag.choices.join(' '))}`
          : flag.flags.includes('<')
            ? ' -r'
            : ''
        return `${here}${short ? ` -s ${short.slice(1)}` : ''} -l ${long}${value} -d ${quoted(flag.about)}`
      }),
      ...(choices.length > 0 ? [`${here} -f -a ${quoted(choices.join(' '))}`] : []),
    ]
  })
  return `${lines.join('\n')}\n`
}
