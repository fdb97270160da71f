import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const sums = {
  'floor.mjs': 'bd9aaf8b4ee4ff89',
  'load.mjs': '72fede922ec914ad',
}

test.each(Object.entries(sums))(
  '%s is frozen: figures measured beside another one cannot be compared',
  (name, sum) => {
    const bytes = readFileSync(`test/bench/${name}`)
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(sum)
  },
)
