import type { CommandSpec } from '../command.ts'
import { completionFor, shells } from '../completion.ts'
import { exit } from '../refused.ts'

/** `table`: all commands, this one too. */
export function completion(table: () => readonly CommandSpec[]): CommandSpec {
  return {
    name: 'completion',
    about: 'completion of commands and options for your shell',
    args: [{ name: '<shell>', about: 'bash, zsh or fish', choices: shells }],
    flags: [],
    examples: [
      ['source <(signalbox completion bash)', 'in ~/.bashrc'],
      ['signalbox completion zsh > "${fpath[1]}/_signalbox"', 'once, for zsh'],
      ['signalbox completion fish > ~/.config/fish/completions/signalbox.fish', 'once, for fish'],
    ],
    run({ out, json }, [shell = '']) {
      const script = completionFor(shell, table())
      if (json) out.document({ shell, script })
      else out.text(script)
      return Promise.resolve(exit.ok)
    },
  }
}
