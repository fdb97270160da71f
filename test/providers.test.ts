import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { acpProvider } from '../src/providers/acp/index.ts'
import { providers } from '../src/providers/index.ts'
import { providerCheck } from './checks/provider-check.ts'

const program = join(import.meta.dirname, 'programs', 'acp-agent.mjs')

describe('acp', () => {
  providerCheck((name, body) => test.concurrent(name, body), {
    provider: acpProvider(),
    command: (...flags) => [process.execPath, program, ...flags],
  })
})

test('every provider is found by its own name', () => {
  for (const [name, provider] of Object.entries(providers)) expect(provider.name).toBe(name)
})
