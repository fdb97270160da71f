/**
 * Removes, one at a time, the behaviour behind each line of the contract, and runs that line's tests:
 * they must fail. `node scripts/mutants.ts [LINE …]`. Works on a copy of the tree.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { mutants, type Edit, type Mutant } from '../test/contract/mutants.ts'

const run = promisify(execFile)

const tree = mkdtempSync(join(tmpdir(), 'mutants-'))
for (const part of ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
  cpSync(part, join(tree, part), { recursive: true })
symlinkSync(resolve('node_modules'), join(tree, 'node_modules'))
// The contract's tests need no built programs.
writeFileSync(join(tree, 'test/build.ts'), 'export function setup() {}\n')

/** Puts an edit into the copy; the answer takes it out again. Null: its text is not there exactly once. */
function edited({ file, find, replace }: Edit): (() => void) | null {
  const path = join(tree, file)
  const whole = readFileSync(path, 'utf8')
  if (whole.split(find).length !== 2) return null
  writeFileSync(
    path,
    whole.replace(find, () => replace),
  )
  return () => writeFileSync(path, whole)
}

/** Null: the tests of the line failed, as they must; else what is wrong. */
async function survived(mutant: Mutant): Promise<string | null> {
  const undo: (() => void)[] = []
  try {
    for (const edit of [mutant, ...(mutant.also ? [mutant.also] : [])]) {
      const back = edited(edit)
      if (back === null) return `its text is not there exactly once in ${edit.file}`
      undo.push(back)
    }
    return await outcome(mutant.line)
  } finally {
    for (const back of undo) back()
  }
}

async function outcome(line: number): Promise<string | null> {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', 'test/contract', '-t', `contract ${line}:`, '--testTimeout=10000']
  try {
    await run(process.execPath, args, { cwd: tree, timeout: 300_000 })
    return 'no test noticed'
  } catch (error) {
    if (error instanceof Error && 'killed' in error && error.killed === true)
      return 'its tests took longer than five minutes'
    const stdout = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    return /Tests .*failed/.test(stdout) ? null : `the tests did not run: ${stdout.slice(-300)}`
  }
}

const wanted = process.argv.slice(2).map(Number)
let bad = 0
for (const mutant of mutants) {
  if (wanted.length > 0 && !wanted.includes(mutant.line)) continue
  const trouble = await survived(mutant)
  if (trouble !== null) bad++
  console.log(
    `${trouble === null ? 'caught  ' : 'SURVIVED'} ${mutant.line}: ${mutant.what}${trouble === null ? '' : ` (${trouble})`}`,
  )
}
rmSync(tree, { recursive: true })
const lines = new Set(mutants.map(({ line }) => line))
const missing = Array.from({ length: 38 }, (_, i) => i + 1).filter((line) => !lines.has(line))
if (missing.length > 0) console.log(`no mutant for lines ${missing.join(', ')}`)
process.exitCode = bad > 0 || missing.length > 0 ? 1 : 0
