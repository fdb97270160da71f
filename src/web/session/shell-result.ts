import { ansi } from '../ui/ansi.ts'
import type { ToolItem } from './rows.ts'

export type ShellResult = { word: string; good: boolean }

/** How far from its end an output is searched, in characters. */
const searched = 4000

/** How a command ended, in two words: what its tests came to where its output says so. Null: it goes on. */
export function shellResult({ status, output }: ToolItem): ShellResult | null {
  if (status !== 'completed' && status !== 'failed') return null
  const tests = testsIn(output ?? '')
  if (tests !== null && tests.failed > 0) return { word: `${tests.failed} failed`, good: false }
  if (status === 'failed') return { word: 'failed', good: false }
  return { word: tests ? `${tests.passed} passed` : 'done', good: true }
}

/** The last count of tests: test runners all say it in much the same words. */
function testsIn(output: string): { passed: number; failed: number } | null {
  const text = ansi(output.slice(-searched))
    .map((piece) => piece.text)
    .join('')
  for (const line of text.split('\n').toReversed()) {
    const passed = counted(line, passedWords)
    const failed = counted(line, failedWords)
    if (passed !== null) return { passed, failed: failed ?? failedNear(text) }
  }
  return null
}

const passedWords = [/\b(\d+) pass(?:ed|ing)\b/, /\bpass (\d+)\b/]
const failedWords = [/\b(\d+) fail(?:ed|ing|ures?)\b/, /\bfail (\d+)\b/]

function counted(line: string, words: RegExp[]): number | null {
  for (const word of words) {
    const found = word.exec(line)
    if (found) return Number(found[1])
  }
  return null
}

/** Some say what failed on a line of its own. */
function failedNear(text: string): number {
  const lines = text.split('\n').toReversed()
  const line = lines.find((one) => /^\W*(?:\d+ failing|fail \d+)\W*$/.test(one))
  return line === undefined ? 0 : (counted(line, failedWords) ?? 0)
}
