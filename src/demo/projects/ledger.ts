/** A command that reads bookings and prints a monthly report. */
export const ledger: Record<string, string> = {
  'package.json': `{
  "name": "ledger",
  "version": "0.9.2",
  "private": true,
  "type": "module",
  "bin": { "ledger": "bin/ledger.js" },
  "scripts": { "test": "node --test" }
}
`,
  'bin/ledger.js': `#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parse } from '../src/parse.js'
import { report } from '../src/report.js'

const [file, month] = process.argv.slice(2)
if (!file) {
  console.error('usage: ledger FILE [YYYY-MM]')
  process.exit(2)
}
console.log(report(parse(readFileSync(file, 'utf8')), month))
`,
  'src/parse.js': `/** Bookings from lines of "date;account;amount". */
export function parse(text) {
  return text
    .split('\\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [date, account, amount] = line.split(';')
      return { date: new Date(date), account, amount: Number(amount) }
    })
}
`,
  'src/report.js': `/** Totals for each account, of one month or of all. */
export function report(bookings, month) {
  const totals = new Map()
  for (const { date, account, amount } of bookings) {
    if (month && date.toISOString().slice(0, 7) !== month) continue
    totals.set(account, (totals.get(account) ?? 0) + amount)
  }
  return [...totals].map(([account, total]) => \`\${account.padEnd(20)} \${total.toFixed(2)}\`).join('\\n')
}
`,
  'test/parse.test.js': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../src/parse.js'

test('a line becomes a booking', () => {
  const today = new Date().toISOString().slice(0, 10)
  const [booking] = parse(\`\${today};rent;-820.00\`)
  assert.equal(booking.amount, -820)
  assert.equal(booking.date.getDate(), new Date().getDate())
})
`,
  'docs/manual.md': `# ledger

    ledger FILE

Prints the totals of all accounts in FILE.
`,
  'data/sample.csv': `2026-01-03;rent;-820.00
2026-01-05;books;-19.90
2026-01-17;books;-0.10
2026-02-01;salary;2140.55
`,
}
