import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigBroken, readConfig } from './config.ts'

let scratch = ''
let file = ''
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'config-'))
  file = path.join(scratch, 'config.json')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

test('no file is an empty configuration', () => {
  expect(readConfig(file)).toEqual({
    agents: {},
    runners: ['local'],
    onCrash: 'ask',
    wire: { maxMb: 512, maxDays: 14 },
  })
})

test('any agent is one entry', () => {
  writeFileSync(
    file,
    '\uFEFF{ "agent": "mine", "agents": { "mine": { "command": ["mine", "--acp"], "env": ["MINE_*"] } } }',
  )
  expect(readConfig(file)).toMatchObject({
    agent: 'mine',
    agents: { mine: { command: ['mine', '--acp'], env: ['MINE_*'] } },
  })
})

test.each([
  [
    '{ "agent": "x",\n  }',
    /config\.json:2:3: not valid JSON: .*; correct it or move the file away\.$/,
  ],
  ['', /config\.json:1:1: not valid JSON: it ends too early/],
  ['[]', /config\.json: expected object, received array; it must hold one JSON object\.$/],
  ['{"agnet": "x"}', /: "agnet" is not a known key; take it out or correct its name\.$/],
  ['{"wire": {"maxMB": 3}}', /"wire\.maxMB" is not a known key/],
  [
    '{"agents": {"a": {"command": []}}}',
    /"agents\.a\.command": give the program and its arguments/,
  ],
  ['{"agents": {"a b": {"command": ["x"]}}}', /"agents\.a b": a name is letters/],
  ['{"agents": {"a": {"command": ["x"], "env": ["A B"]}}}', /"agents\.a\.env\.0": not the name/],
  ['{"onCrash": "always"}', /"onCrash": expected one of "ask"\|"resume"\|"leave"; correct it\.$/],
  ['{"runners": []}', /"runners": name at least one runner/],
  ['{"runners": ["a", "a"]}', /"runners": a runner is named twice/],
])('%j is refused in one line', (text, line) => {
  writeFileSync(file, text)
  expect(() => readConfig(file)).toThrow(ConfigBroken)
  expect(() => readConfig(file)).toThrow(line)
})

test('a file that cannot be read is told, not taken for a missing one', () => {
  expect(() => readConfig(scratch)).toThrow(
    /cannot be read .*; make it readable or move it away\.$/,
  )
})
