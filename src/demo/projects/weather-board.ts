/** A page that shows a forecast, with a cache in front of the weather service. */
export const weatherBoard: Record<string, string> = {
  'package.json': `{
  "name": "weather-board",
  "version": "2.1.0",
  "private": true,
  "type": "module",
  "scripts": {
    "build": "node scripts/build.ts",
    "test": "node --test"
  }
}
`,
  'index.html': `<!doctype html>
<title>Weather board</title>
<main id="board"></main>
<script type="module" src="dist/board.js"></script>
`,
  'src/board.ts': `import { forecast } from './forecast.ts'

export async function board(place: string): Promise<string> {
  const days = await forecast(place)
  return days.map((day) => \`<li>\${day.date}: \${day.high}°</li>\`).join('')
}
`,
  'src/forecast.ts': `import { cached } from './cache.ts'

export type Day = { date: string; high: number; icon: string }

const service = 'http://127.0.0.1:4020/v1/forecast'

export function forecast(place: string): Promise<Day[]> {
  return cached(place, async () => {
    const response = await fetch(\`\${service}?q=\${encodeURIComponent(place)}\`)
    return (await response.json()) as Day[]
  })
}
`,
  'src/cache.ts': `const kept = new Map<string, { at: number; value: unknown }>()
const freshMs = 10 * 60 * 1000

export async function cached<T>(key: string, load: () => Promise<T>): Promise<T> {
  const found = kept.get(key)
  if (found && Date.now() - found.at < freshMs) return found.value as T
  const value = await load()
  kept.set(key, { at: Date.now(), value })
  return value
}
`,
  'scripts/build.ts': `import { cpSync, mkdirSync } from 'node:fs'

mkdirSync('dist', { recursive: true })
cpSync('src', 'dist', { recursive: true })
cpSync('icons', 'dist/icons', { recursive: true })
`,
  'icons/sun.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="4"/></svg>
`,
  'test/cache.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cached } from '../src/cache.ts'

test('a second question is answered from the cache', async () => {
  let loads = 0
  const load = async () => ++loads
  assert.equal(await cached('here', load), 1)
  assert.equal(await cached('here', load), 1)
})
`,
}
