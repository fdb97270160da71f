/**
 * Records a golden case from a real agent and the scripted model:
 * `npm run record -- claude SCENARIO [--name CASE] [--permission P] [--deny REASON] [--reply TEXT] [--switch model=M]
 * [--env NAME=VALUE]`.
 * What is asked is allowed, unless something else is given. `npm run unit -- test/golden.test.ts --update`
 * then writes what is to be made of it: read it.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { permissions, type Answer, type Setting } from '../src/core/ask.ts'
import { reap } from '../src/process/reap.ts'
import { claudeProvider } from '../src/providers/claude/index.ts'
import { testedClaude } from '../test/claude/install.ts'
import { scenarios } from '../test/claude/scenarios/index.ts'
import { modelServer } from '../test/model-server/server.ts'
import { noteOf } from '../test/recording/notes.ts'
import { scrubbed } from '../test/recording/scrub.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    permission: { type: 'string', default: 'ask' },
    deny: { type: 'string' },
    reply: { type: 'string' },
    switch: { type: 'string', multiple: true, default: [] },
    env: { type: 'string', multiple: true, default: [] },
  },
})
const [agentName, scenario] = positionals
const permission = permissions.find((one) => one === values.permission)
if (agentName !== 'claude' || scenario === undefined || permission === undefined) {
  console.error('usage: npm run record -- claude SCENARIO [--name CASE] [--permission P] …')
  process.exit(2)
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'record-')))
const place = (name: string): string => join(root, name)
for (const name of ['project', 'home', 'tmp']) mkdirSync(place(name))
const mark = randomUUID()
const model = await modelServer(scenarios(place('project')))
const lines: object[] = [{ _harness: 'spawn' }]

const agent = claudeProvider().start({
  run: 'run',
  spec: { name: 'claude', provider: 'claude', command: [(await testedClaude()).sdk] },
  cwd: place('project'),
  permission,
  model: 'claude-sonnet-4-5',
  resume: null,
  onWire: (direction, line) => void lines.push(...[noteOf(direction, line) ?? []].flat()),
  env: {
    PATH: process.env.PATH ?? '',
    HOME: place('home'),
    TMPDIR: place('tmp'),
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'sk-test',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    SIGNALBOX_RUN: mark,
    ...Object.fromEntries(values.env.map((one) => one.split(/=(.*)/s, 2))),
  },
})

function answer(kind: string): Answer {
  if (kind === 'question') return { choice: 'reply', text: values.reply ?? '1' }
  return values.deny === undefined ? { choice: 'allow' } : { choice: 'deny', reason: values.deny }
}

function setting(given: string): Setting {
  const [name, value = ''] = given.split('=')
  const other = permissions.find((one) => one === value)
  return name === 'permission' && other ? { permission: other } : { model: value }
}

try {
  for await (const batch of agent)
    for (const told of batch) {
      if (!('report' in told)) continue
      const { report } = told
      if (report.type === 'agent.ready') {
        for (const one of values.switch) await agent.switch(setting(one))
        agent.prompt('t', 'p', `play:${scenario}`)
      }
      if (report.type === 'ask.opened') agent.answer(report.ask.id, answer(report.ask.kind))
      if (report.type === 'turn.ended') void agent.stop('released')
    }
  const { code, signal } = await agent.exited
  lines.push({ _harness: 'child-exit', code, signal })
  const folder = join('test/golden', agentName, values.name ?? scenario)
  mkdirSync(folder, { recursive: true })
  const dashed = place('project').replaceAll(/[^a-zA-Z0-9]/g, '-')
  writeFileSync(
    join(folder, 'wire.ndjson'),
    scrubbed(lines, {
      paths: [
        [place('project'), '/repo'],
        [dashed, '-repo'],
        [join(place('tmp'), `claude-${process.getuid?.() ?? 0}`), '/tmp/claude-1000'],
        [place('home'), '/home/user'],
        [place('tmp'), '/tmp'],
        [root, '/tmp'],
        [homedir(), '/home/user'],
        [model.url, 'http://127.0.0.1:1'],
      ],
      secrets: Object.entries(process.env).flatMap(([name, value]) =>
        /KEY|TOKEN|SECRET|PASSWORD/i.test(name) && value !== undefined ? [value] : [],
      ),
    }),
  )
  for (const fault of model.faults) console.error(`the model: ${fault}`)
  process.exitCode = model.faults.length > 0 ? 1 : 0
  console.log(`${folder}: ${lines.length} lines; look at them before you keep them.`)
} finally {
  await agent.stop('stopped')
  await reap('SIGNALBOX_RUN', mark)
  await model.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
}
