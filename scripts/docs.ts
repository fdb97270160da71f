/** Writes the pages that follow from the program's own tables: `docs/cli.md` and the routes in `docs/api.md`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { commands } from '../src/cli/commands/index.ts'
import { errorStatus } from '../src/contract/response.ts'
import { routes, type Route } from '../src/contract/routes.ts'

const cell = (text: string) => text.replaceAll('|', '\\|')

/** The command line, from the table that the parser and the help are made of. */
export function cliPage(): string {
  const pages = commands.map(({ name, about, args, flags, examples }) => {
    const words = [`signalbox ${name}`, ...args.map((arg) => arg.name)].join(' ')
    const rows = [
      ...args.map((arg) => [arg.name, arg.about]),
      ...flags.map((flag) => [
        flag.flags,
        flag.choices ? `${flag.about}: ${flag.choices.join(', ')}` : flag.about,
      ]),
    ].map(([what = '', does = '']) => `| \`${cell(what)}\` | ${cell(does)} |`)
    const table = rows.length > 0 ? `\n| | |\n|---|---|\n${rows.join('\n')}\n` : ''
    const lines = examples.map(([line, does]) => `${line}    # ${does}`).join('\n')
    return `## \`${words}\`\n\n${about}\n${table}\n\`\`\`sh\n${lines}\n\`\`\`\n`
  })
  return `# The command line

Written by \`npm run docs\` from the table that the parser and the help are made of.

Every command takes \`--json\` (one document, or a line of JSON for each record of a stream) and \`--data DIR\` (or
\`SIGNALBOX_DATA\`). An \`ID\` may be any beginning that fits only one. Colour and width follow the terminal; a pipe gets plain
text; \`NO_COLOR\` is heeded.

Exit codes: 0 done; 1 failed; 2 wrong usage, or nothing of that name; 6 no server could be reached or started. \`run\` also: 3
interrupted or stopped by the person, 4 crashed, 5 needs an answer and nobody is there.

${pages.join('\n')}`
}

/** The tables of \`docs/api.md\` that follow from the routes; the rest of that page is written by hand. */
export function apiTables(): string {
  const rows = Object.entries<Route>(routes).map(
    ([name, { method, path, summary }]) =>
      `| \`${method} ${path}\` | ${cell(summary)} | \`${name}\` |`,
  )
  const codes = Object.entries(errorStatus).map(([code, status]) => `| \`${code}\` | ${status} |`)
  return `| route | what it does | operation |\n|---|---|---|\n${rows.join('\n')}\n\n| error code | status |\n|---|---|\n${codes.join('\n')}\n`
}

const begin = '<!-- from the tables: npm run docs -->\n'
const end = '<!-- end -->'

export function apiPage(before: string): string {
  const [head = '', rest = ''] = before.split(begin)
  return `${head}${begin}${apiTables()}${end}${rest.split(end)[1] ?? ''}`
}

if (import.meta.main) {
  writeFileSync('docs/cli.md', cliPage())
  writeFileSync('docs/api.md', apiPage(readFileSync('docs/api.md', 'utf8')))
}
