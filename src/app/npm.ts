import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { reap } from '../process/reap.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** How npm ended: null is well. `code`: npm's own word for the failure (`E404`), or an empty string. */
export type NpmFailure = { code: string; message: string } | null

/** Every process of an installation bears it, so that one that was cut off is found and ended. */
export const installMark = 'SIGNALBOX_INSTALL'

/** The script of npm: that of the Node in use, else the one on PATH. */
export function npmScript(node: string, env: Environment): string | null {
  const home = dirname(realpathSync(node))
  const script = join('node_modules', 'npm', 'bin', 'npm-cli.js')
  const beside = [join(home, '..', 'lib', script), join(home, script)]
  const named = foldersOf(env).flatMap((folder) => [
    join(folder, 'npm'),
    join(folder, script),
    join(folder, '..', 'lib', script),
  ])
  for (const path of [...beside, ...named]) {
    if (!existsSync(path)) continue
    const real = realpathSync(path)
    if (real.endsWith('.js')) return real
  }
  return null
}

/**
 * npm's own settings and the certificates stay; what an npm around us says of its own run does not. npm
 * looks for the settings of the machine beside the Node that runs it: they are those of the Node on PATH.
 */
export function npmEnvironment(env: Environment, node: string): Record<string, string> {
  const ofRun =
    /^(npm_(lifecycle|package|command|execpath|node_execpath)|init_cwd$|npm_config_(local_prefix|global|omit|include|prefix|globalconfig|dir)$)/i
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || ofRun.test(name) ? [] : [[name, value] as const],
  )
  const machines = [
    env.npm_config_globalconfig,
    ...[...foldersOf(env), dirname(node)].map((folder) => join(folder, '..', 'etc', 'npmrc')),
  ].find((file) => file !== undefined && existsSync(file))
  return {
    ...Object.fromEntries(kept),
    ...(machines !== undefined && { npm_config_globalconfig: machines }),
  }
}

/** Runs npm to its end. `mark`: what its processes are found by; `signal` ends them all. */
export async function runNpm(how: {
  node: string
  script: string
  args: string[]
  cwd: string
  env: Record<string, string>
  mark: string
  onLine: (line: string) => void
  signal: AbortSignal | undefined
}): Promise<NpmFailure> {
  const { promise, resolve } = Promise.withResolvers<NpmFailure>()
  const child = spawn(how.node, [how.script, ...how.args], {
    cwd: how.cwd,
    env: { ...how.env, [installMark]: how.mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal goes to us alone: we end npm, wait for it, and clear up after it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  let code = ''
  let message = ''
  for (const stream of [child.stdout, child.stderr]) {
    let half = ''
    const line = (text: string) => {
      if (text.trim() === '') return
      how.onLine(text.trimEnd())
      const told = /^npm (?:error|ERR!)\s*(?:code (\S+)\s*$)?(.*)$/.exec(text.trim())
      if (!told) return
      code ||= told[1] ?? ''
      if (!/^\s*(A complete log|$)/.test(told[2] ?? '')) message ||= (told[2] ?? '').trim()
    }
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = (half + text).split('\n')
      half = lines.pop() ?? ''
      for (const each of lines) line(each)
    })
    stream.on('end', () => line(half))
  }
  const end = () => {
    child.kill('SIGKILL')
    void reap(installMark, how.mark)
  }
  how.signal?.addEventListener('abort', end)
  child.once('error', (error) =>
    resolve({ code: '', message: `it could not be run: ${error.message}` }),
  )
  child.once('close', (status) => {
    if (status === 0) return resolve(null)
    resolve({ code, message: message === '' ? `it ended with code ${status}` : message })
  })
  const failure = await promise
  how.signal?.removeEventListener('abort', end)
  return failure
}

function foldersOf(env: Environment): string[] {
  return (env.PATH ?? '').split(delimiter).filter(Boolean)
}
