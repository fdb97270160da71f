import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutants } from './mutants.ts'

test('every line of the contract from 1 to 38 has a mutant, and the text of each stands once where it says', () => {
  const lines = new Set(mutants.map(({ line }) => line))
  for (let line = 1; line <= 38; line++) expect(lines, `line ${line}`).toContain(line)
  for (const mutant of mutants)
    for (const { file, find } of [mutant, ...(mutant.also ? [mutant.also] : [])])
      expect(readFileSync(file, 'utf8').split(find), `${mutant.what}: ${file}`).toHaveLength(2)
})
