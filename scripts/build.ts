/**
 * Bundles the three programs into `dist/`: the CLI with the server, the runner, and the demo agent.
 * The runner and the demo agent are one file each, so that a copy of them can outlive this package.
 * The web app is built into `dist/web` (`build-web.ts`).
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'
import { buildWeb } from './build-web.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  sourcemap: false,
  legalComments: 'none',
  metafile: true,
  write: false,
  define: { SIGNALBOX_VERSION: JSON.stringify(version) },
  // Bundled CommonJS modules (ws, commander) call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
}

/** The licences of everything that was bundled, as their authors ask. */
function licences(inputs: string[]): string {
  const packages = new Set<string>()
  for (const input of inputs) {
    const found = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)
    if (found?.[1] !== undefined) packages.add(found[1])
  }
  return [...packages]
    .sort()
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
        name: string
        version: string
        license: string
      }
      return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${licenceText(folder)}`
    })
    .join('\n\n----\n\n')
}

function licenceText(folder: string): string {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENCE', 'LICENSE.txt', 'license']) {
    try {
      return readFileSync(`${folder}/${name}`, 'utf8').trim()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return 'The package carries no licence file; see its repository.'
}

/** Each file whole and only when it differs: a program that runs from `dist` meanwhile sees no half of one. */
function put(file: string, content: Uint8Array | string) {
  const bytes = Buffer.from(content)
  try {
    if (readFileSync(file).equals(bytes)) return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  writeFileSync(`${file}.${process.pid}`, bytes)
  renameSync(`${file}.${process.pid}`, file)
}

const web = buildWeb()
const results = await Promise.all([
  build({ ...common, entryPoints: ['src/main.ts'], outdir: 'dist', splitting: true }),
  build({ ...common, entryPoints: { runner: 'src/runner/main.ts' }, outdir: 'dist' }),
  build({ ...common, entryPoints: ['src/store/sqlite/fold-beside.ts'], outdir: 'dist' }),
  build({ ...common, entryPoints: { 'demo-agent': 'src/demo/main.ts' }, outdir: 'dist' }),
])
const files = results.flatMap((result) => result.outputFiles ?? [])
const inputs = [
  ...results.flatMap((result) => Object.keys(result.metafile?.inputs ?? {})),
  ...(await web),
]
const third = 'THIRD-PARTY-LICENSES.txt'
mkdirSync('dist', { recursive: true })
for (const { path, contents } of files) put(path, contents)
put(join('dist', third), `${licences(inputs)}\n`)
const made = new Set([third, 'web', 'web.json', ...files.map(({ path }) => basename(path))])
for (const old of readdirSync('dist'))
  if (!made.has(old)) rmSync(join('dist', old), { recursive: true, force: true })
