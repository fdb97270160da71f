import type { Scene } from '../scene.ts'

/** Finds the cause and then needs to know something. */
export const ledgerRounding: Scene = () => [
  { do: 'say', text: 'I look for the cent in the sums before I look at how they are printed.' },
  { do: 'read', path: 'src/report.js' },
  { do: 'read', path: 'data/sample.csv' },
  {
    do: 'run',
    command: 'node -e "console.log(0.1 + 0.2, 1.005.toFixed(2))"',
    output: ['0.30000000000000004 1.00'],
  },
  {
    do: 'think',
    text: 'Amounts are floating point all the way. Summing whole cents removes the error in the sums; what is left is how an amount with more than two digits becomes cents. That is a rule of the house, not of the code.',
  },
  {
    do: 'say',
    text: 'Amounts are added as floating point numbers. Counted in whole cents the sums are exact.',
  },
  {
    do: 'question',
    message: 'Some bookings have three decimals. How should they become cents?',
    options: [
      { id: 'half-even', label: 'Half to even, as banks do', next: rounded('half to even') },
      { id: 'half-up', label: 'Half up, as on paper', next: rounded('half up') },
      {
        id: 'refuse',
        label: 'Refuse them: a booking has two decimals',
        next: [
          {
            do: 'say',
            text: 'Then the parser refuses such a line and names its number; nothing is rounded anywhere.',
          },
        ],
      },
    ],
    declined: [
      {
        do: 'say',
        text: 'I leave the parser as it is and only count in cents; three decimals stay open.',
      },
    ],
  },
]

function rounded(rule: string) {
  return [
    {
      do: 'edit' as const,
      path: 'src/cents.js',
      text: `/** An amount as whole cents, rounded ${rule}. */
export function cents(amount) {
  const exact = amount * 100
  const low = Math.floor(exact)
  const rest = exact - low
  if (Math.abs(rest - 0.5) > 1e-9) return Math.round(exact)
  return ${rule === 'half up' ? 'low + 1' : 'low % 2 === 0 ? low : low + 1'}
}
`,
    },
    {
      do: 'run' as const,
      command: 'npm test',
      output: ['✔ a line becomes a booking', `✔ cents are rounded ${rule}`, 'tests 2, pass 2'],
    },
    {
      do: 'say' as const,
      text: `Amounts are whole cents now, rounded ${rule} in \`src/cents.js\`. The report of January adds up to the cent.`,
    },
  ]
}

/** Quick, and done. */
export const flakyTest: Scene = () => [
  { do: 'read', path: 'test/parse.test.js' },
  { do: 'read', path: 'src/parse.js' },
  {
    do: 'think',
    text: 'The parser makes midnight UTC of a date; the test asks for the local day. West of Greenwich the two differ for part of each day.',
  },
  {
    do: 'edit',
    path: 'test/parse.test.js',
    find: 'assert.equal(booking.date.getDate(), new Date().getDate())',
    text: 'assert.equal(booking.date.toISOString().slice(0, 10), today)',
  },
  {
    do: 'run',
    command: 'TZ=America/Anchorage npm test && TZ=Asia/Tokyo npm test',
    output: ['✔ a line becomes a booking', 'pass 1', '✔ a line becomes a booking', 'pass 1'],
    ms: 2500,
  },
  {
    do: 'say',
    text: 'The test compared a local day with a UTC one. It now compares the date as it was written, and passes in Anchorage and in Tokyo.',
  },
]

/** The turn ends, its subagent goes on in the background. */
export const manualRefresh: Scene = () => [
  { do: 'read', path: 'docs/manual.md' },
  { do: 'read', path: 'bin/ledger.js' },
  {
    do: 'subagent',
    name: 'check the examples',
    role: 'checker',
    prompt: 'Run every example of docs/manual.md against data/sample.csv and say which ones lie.',
    background: true,
    steps: [
      { do: 'say', text: 'I run the examples one by one.' },
      {
        do: 'run',
        command: 'node scripts/examples.js docs/manual.md',
        ms: 240_000,
        output: Array.from({ length: 24 }, (_, at) => `example ${at + 1} of 24: as printed`),
      },
      { do: 'say', text: 'All 24 examples print what the manual says.' },
    ],
    reply: 'All 24 examples are right.',
  },
  {
    do: 'edit',
    path: 'docs/manual.md',
    find: '    ledger FILE\n',
    text: '    ledger FILE [YYYY-MM]\n',
  },
  {
    do: 'say',
    text: 'The manual names the month now, the one option it left out. The examples are being checked in the background; I say so when one of them lies.',
  },
]
