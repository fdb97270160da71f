import { createHash } from 'node:crypto'
import {
  copyFileSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

/** The programs that must outlive this package, where they can be started from now on. */
export type Runtime = { node: string; runner: string; demoAgent: string }

/**
 * Puts a copy of the runner, the demo agent and the Node that runs them into `<folder>/<hash>/`,
 * once for each content: a runner started from there works on, and starts agents, while the package
 * is replaced or removed. The pinned Node is linked, or copied onto another file system; a Node that
 * belongs to the machine is used where it is.
 */
export function runtime(folder: string, dist: string, node: string): Runtime {
  const programs = ['runner.js', 'demo-agent.js'].map((name) => join(dist, name))
  const hash = createHash('sha256')
  for (const program of programs) hash.update(readFileSync(program))
  hash.update(process.version)
  const home = join(folder, hash.digest('hex').slice(0, 16))
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const [runner = '', demoAgent = ''] = programs.map((program) => copied(program, home))
  return { node: ownNode(node) ? linked(node, home) : node, runner, demoAgent }
}

/** A Node that npm brought goes with the package; the machine's own stays. */
function ownNode(node: string): boolean {
  return node.split(/[\\/]/).includes('node_modules')
}

function copied(program: string, home: string): string {
  const name = program.split(/[\\/]/).at(-1) ?? ''
  return placed(join(home, name), (temporary) => copyFileSync(program, temporary))
}

function linked(node: string, home: string): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  return placed(join(home, name), (temporary) => {
    try {
      linkSync(node, temporary)
    } catch {
      // Another file system, or one without links: a copy does as well, sharing blocks where it can.
      copyFileSync(node, temporary, constants.COPYFILE_FICLONE)
    }
  })
}

/** Whole or not at all: two servers may do it at once. */
function placed(target: string, make: (temporary: string) => void): string {
  if (existsSync(target) && statSync(target).size > 0) return target
  const temporary = `${target}.${process.pid}`
  make(temporary)
  renameSync(temporary, target)
  return target
}
