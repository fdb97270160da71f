import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'

const noted = 'dist/web.json'

/**
 * Builds the web app into `dist/web`, where anything it is made of changed since the last time.
 * Resolves with the files that went into it.
 */
export async function buildWeb(): Promise<string[]> {
  const hash = hashOfSources()
  const before = lastBuild()
  if (before?.hash === hash) return before.inputs
  // Loaded only when it is needed: it takes half a second.
  const { build } = await import('vite')
  const result = await build({ configFile: 'src/web/vite.config.ts', logLevel: 'warn' })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  )
  const modules = outputs.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []))
  const fonts = globSync('node_modules/@fontsource-variable/*/package.json')
  const inputs = [...new Set(modules.map((id) => relative('.', id)).concat(fonts))].sort()
  writeFileSync(noted, JSON.stringify({ hash, inputs }))
  return inputs
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync('src/{web,core,contract}/**/*', { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
  for (const file of [...files.sort(), 'package-lock.json'])
    hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function lastBuild(): { hash: string; inputs: string[] } | null {
  try {
    readFileSync('dist/web/index.html')
    return JSON.parse(readFileSync(noted, 'utf8')) as { hash: string; inputs: string[] }
  } catch {
    // Not built yet, or not to its end: it is built now.
    return null
  }
}
