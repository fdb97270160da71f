import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { acpProvider } from '../src/providers/acp/index.ts'
import { providers } from '../src/providers/index.ts'
import { listen } from './checks/listener.ts'
import { providerCheck } from './checks/provider-check.ts'

const program = join(import.meta.dirname, 'programs', 'acp-agent.mjs')

describe('acp', () => {
  providerCheck((name, body) => test.concurrent(name, body), {
    provider: acpProvider(),
    command: (...flags) => [process.execPath, program, ...flags],
  })
})

test('acp: a request for what we do not offer is refused and kept, once', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'provider-'))
  const agent = acpProvider().start({
    run: 'run',
    spec: { name: 'scripted', provider: 'acp', command: [process.execPath, program] },
    cwd,
    env: { PATH: process.env.PATH ?? '' },
    permission: 'ask',
    model: 'no-such-model',
    resume: null,
    onWire: () => undefined,
  })
  const { until, over, told } = listen(agent)
  agent.prompt('t1', 'p1', 'write files')
  await until('turn.ended')
  agent.prompt('t2', 'p2', 'write files')
  await until('turn.ended', ({ turn }) => turn === 't2')
  await agent.stop('stopped')
  await over
  rmSync(cwd, { recursive: true })

  const reports = told.flatMap((one) => ('report' in one ? [one.report] : []))
  expect(reports.filter(({ type }) => type === 'wire.unknown')).toHaveLength(1)
  const texts = reports.flatMap((one) => (one.type === 'item.set' ? [one.item] : []))
  expect(texts).toMatchObject([
    { kind: 'notice', text: expect.stringContaining('does not offer the model no-such-model') },
    { text: 'refused with -32601' },
    { text: 'refused with -32601' },
  ])
})

test('every provider is found by its own name', () => {
  for (const [name, provider] of Object.entries(providers)) expect(provider.name).toBe(name)
})
