import {
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The built programs as somebody has them: a Node and the `main.js` that it runs. */
export type Package = { node: string; main: string }

/** The package as it lies here. */
export const built: Package = { node: process.execPath, main: resolve('dist/main.js') }

/** Copies the built package with a Node of its own, as npm would have installed it. */
export function installed(folder: string): Package {
  const its = join(folder, 'node_modules', 'signalbox')
  const node = join(folder, 'node_modules', 'node', 'bin', 'node')
  mkdirSync(dirname(node), { recursive: true })
  for (const part of ['dist', 'bin', 'package.json'])
    cpSync(part, join(its, part), { recursive: true })
  placed(node)
  return { node, main: join(its, 'dist', 'main.js') }
}

/** The built programs elsewhere, as another version might be: one text of `main.js` stands for another. */
export function edited(folder: string, find: string, replace: string): Package {
  const main = join(folder, 'dist', 'main.js')
  cpSync('dist', join(folder, 'dist'), { recursive: true })
  const text = readFileSync(main, 'utf8')
  if (text.split(find).length !== 2) throw new Error(`${find} does not stand once in main.js`)
  writeFileSync(main, text.replace(find, replace))
  return { node: process.execPath, main }
}

/** The Node that runs this test at another place, as the machine's own. */
export function placed(node: string): string {
  mkdirSync(dirname(node), { recursive: true })
  try {
    linkSync(realpathSync(process.execPath), node)
  } catch {
    // Another file system.
    copyFileSync(process.execPath, node)
  }
  return node
}
