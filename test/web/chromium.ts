import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** What the search for a Chromium and its installation depend on. */
export type Machine = {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  /** The user's number; null where there are none. */
  uid: number | null
  exists(path: string): boolean
}

export const thisMachine: Machine = {
  env: process.env,
  platform: process.platform,
  uid: process.getuid?.() ?? null,
  exists: existsSync,
}

const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`],
}

/** Where a Chromium is, or null. One that CHROMIUM names is the only one looked for. */
export function findChromium({ env, platform, exists }: Machine): string | null {
  const named = env['CHROMIUM']
  if (named !== undefined && named !== '') {
    if (exists(named)) return named
    throw new Error(`CHROMIUM names ${named}, and nothing is there.`)
  }
  return [...(places[platform] ?? []), carried(env)].find(exists) ?? null
}

export type Installation = 'apt' | 'npm'

/** How a Chromium can be had on this machine; null: by the person alone. */
export function installationOn({ platform, uid, exists }: Machine): Installation | null {
  if (platform !== 'linux') return null
  return uid === 0 && exists('/usr/bin/apt-get') ? 'apt' : 'npm'
}

/** The path of a Chromium, which is installed first where there is none. Throws one line that says what to do. */
export function needChromium(machine: Machine = thisMachine): string {
  const found = findChromium(machine)
  if (found !== null) return found
  const how = installationOn(machine)
  try {
    if (how === 'apt') withApt()
    const installed = how === 'npm' ? withNpm(machine) : findChromium(machine)
    if (installed !== null) return installed
  } catch (error) {
    throw new Error(`No Chromium is here, and installing one with ${how} failed: ${advice}`, {
      cause: error,
    })
  }
  throw new Error(`No Chromium is here: ${advice}`)
}

const advice = 'install Chromium or Chrome, or name one in CHROMIUM, and run the tests again.'

/** Debian and its like, as root. */
function withApt(): void {
  const options = {
    stdio: ['ignore', 'inherit', 'inherit'] as ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  execFileSync('apt-get', ['update', '-q'], options)
  execFileSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], options)
}

// A Chromium for machines without root, with the libraries that it needs. x64 and arm64.
const carrier = '@sparticuz/chromium@153.0.0'

function carried(env: Machine['env']): string {
  const cache = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache')
  return join(cache, 'signalbox-test/chromium/start')
}

function withNpm({ env }: Machine): string {
  const start = carried(env)
  const folder = dirname(start)
  // What an installation that was cut off left is not to be trusted: `start` is written last.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--silent', carrier])
  // It unpacks into the folder for temporary files; the name of a cloud makes it unpack its libraries too.
  const unpack = `import('@sparticuz/chromium').then((it) => it.default.executablePath())`
  execFileSync(process.execPath, ['-e', unpack], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  })
  const script = [
    '#!/bin/sh',
    `export LD_LIBRARY_PATH='${join(folder, 'al2023/lib')}'`,
    `exec '${join(folder, 'chromium')}' "$@"`,
  ]
  writeFileSync(start, `${script.join('\n')}\n`, { mode: 0o755 })
  return start
}
