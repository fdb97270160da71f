import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

/** Which rooms a room may import beside itself. A path names one file of a room. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  contract: ['core'],
  store: ['core'],
  process: ['core'],
  providers: ['core', 'process'],
  workspace: ['process'],
  link: ['core', 'contract', 'process'],
  runner: ['core', 'contract', 'link', 'log', 'providers', 'workspace', 'process'],
  dispatcher: ['core', 'contract', 'link', 'store'],
  server: ['core', 'contract', 'dispatcher', 'store/store.ts'],
  telemetry: ['core'],
  log: ['core'],
  config: ['core'],
  demo: ['core'],
  cli: ['core', 'contract', 'config', 'log'],
  web: ['core', 'contract'],
}
/** Where everything is plugged together: may import any room but the web. */
const plugBoard = ['app', 'app.ts', 'main.ts']
/** Kinds of agents: only the providers and the plug board name them. */
const providerNames = /\b(acp|claude|codex|gemini|opencode)\b/i

type Source = { path: string; room: string; text: string }

const sources: Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => /\.(ts|svelte)$/.test(path) && !path.includes('.gen.'))
  .map((path) => ({
    path,
    room: path.split('/', 1)[0] ?? path,
    text: readFileSync(join('src', path), 'utf8'),
  }))

function importsOf(text: string): string[] {
  const all = text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)
  return Array.from(all, ([, path = '']) => path)
}

/** The imported file, from `src/` on; null for a package. */
function target({ path }: Source, imported: string): string | null {
  if (!imported.startsWith('.')) return null
  return relative('src', join('src', dirname(path), imported))
    .split(sep)
    .join('/')
}

/** Where the programs begin. */
const beginnings = ['main.ts', 'runner/main.ts', 'demo/main.ts', 'web/main.ts']

/** What is part of a program: all that its beginning leads to. Tests and what they play with are not. */
function programs(): Source[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const found = new Set<Source>()
  const look = (path: string) => {
    const source = byPath.get(path)
    if (!source || found.has(source)) return
    found.add(source)
    for (const imported of importsOf(source.text)) look(target(source, imported) ?? '')
  }
  for (const path of beginnings) look(path)
  return [...found]
}

const program = programs()

function isAllowed(source: Source, file: string): boolean {
  const room = file.split('/', 1)[0] ?? file
  if (plugBoard.includes(source.room)) return room !== 'web'
  if (room === source.room) return true
  return (mayImport[source.room] ?? []).some((allowed) => allowed === room || allowed === file)
}

test('every file of src is in a room of the table, or on the plug board', () => {
  const unknown = sources.filter(({ room }) => !(room in mayImport) && !plugBoard.includes(room))
  expect(unknown.map(({ path }) => path)).toEqual([])
})

test('a room imports only the rooms that the table gives it', () => {
  const wrong = program.flatMap((source) =>
    importsOf(source.text).flatMap((imported) => {
      const file = target(source, imported)
      return file === null || isAllowed(source, file) ? [] : [`${source.path} imports ${file}`]
    }),
  )
  expect(wrong).toEqual([])
})

test('the programs are most of src, and nothing of their tests is in them', () => {
  expect(program.length).toBeGreaterThan(sources.length / 2)
  const tests = program.filter(({ path }) => /\.test\.ts$|\/testing/.test(path))
  expect(tests.map(({ path }) => path)).toEqual([])
  const outside = program.flatMap((source) =>
    importsOf(source.text)
      .filter((imported) => target(source, imported)?.startsWith('..'))
      .map((imported) => `${source.path} imports ${imported}`),
  )
  expect(outside).toEqual([])
})

test('core runs in a browser too: it imports no package and names nothing of Node', () => {
  const core = program.filter(({ room }) => room === 'core')
  expect(core.length).toBeGreaterThan(20)
  const wrong = core.flatMap((source) => [
    ...importsOf(source.text)
      .filter((imported) => !imported.startsWith('.'))
      .map((imported) => `${source.path} imports ${imported}`),
    ...(/\b(process\.|Buffer\b|setTimeout|setInterval|Date\.now|Math\.random|__dirname)/.test(
      withoutComments(source.text),
    )
      ? [`${source.path} uses what is not handed in`]
      : []),
  ])
  expect(wrong).toEqual([])
})

test('no room names a kind of agent but the providers and the plug board', () => {
  const free = ['providers', ...plugBoard]
  const wrong = program
    .filter(({ room }) => !free.includes(room))
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .filter((line) => providerNames.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    )
  expect(wrong).toEqual([])
})

test('no file of the program is over 300 lines', () => {
  const long = program.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1
    return lines > 300 ? [`${path} has ${lines} lines`] : []
  })
  expect(long).toEqual([])
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}
