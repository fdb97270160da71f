import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { savedCost, transcriptFile } from './transcripts.ts'

function transcript(...lines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'transcripts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 's.jsonl'), lines.join('\n'))
  return join(folder, 's.jsonl')
}

const state = (totalCostUSD: number) => JSON.stringify({ type: 'cost-state', totalCostUSD })

test('what a session spent is what it saved last, whatever else stands there', async () => {
  expect(await savedCost(transcript(state(0.1), '{"type":"user"}', state(0.3), '{"typ'))).toBe(0.3)
  expect(await savedCost(transcript('{"type":"user"}'))).toBe(0)
  expect(await savedCost('/nowhere/s.jsonl')).toBe(0)
})

test('a transcript lies where the person configured Claude Code to be', () => {
  expect(transcriptFile({ HOME: '/home/ada' }, '/srv/my.shop', 's')).toBe(
    '/home/ada/.claude/projects/-srv-my-shop/s.jsonl',
  )
  expect(transcriptFile({ HOME: '/home/ada', CLAUDE_CONFIG_DIR: '/c' }, '/srv', 's')).toBe(
    '/c/projects/-srv/s.jsonl',
  )
})
