import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordedAcp } from './recorded-acp.ts'
import { recordedClaude } from './recorded-claude.ts'

/** One folder a case: `wire.ndjson` is what passed, `reports.json` what is to be made of it (`vitest -u` writes it). */
const golden = join(import.meta.dirname, 'golden')

const players: Record<string, (wire: string) => object[]> = {
  acp: recordedAcp,
  claude: recordedClaude,
}

for (const [provider, play] of Object.entries(players)) {
  for (const name of readdirSync(join(golden, provider))) {
    test(`${provider}/${name} reads as its reports.json says`, async () => {
      const folder = join(golden, provider, name)
      const told = play(readFileSync(join(folder, 'wire.ndjson'), 'utf8'))
      const text = `[\n${told.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`
      await expect(text).toMatchFileSnapshot(join(folder, 'reports.json'))
    })
  }
}
