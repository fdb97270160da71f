import type { Scene, Step } from '../scene.ts'

const planned = ['Read the cache', 'Let entries expire by age', 'Cover it with a test']

export const text: Scene = (setting) => [
  {
    do: 'say',
    text: setting.key(
      'say',
      'The cache keeps every entry for ten minutes and never lets one go: a process that is asked ' +
        'for many places grows without end. A limit of 500 entries, the oldest dropped first, is enough.',
    ),
  },
]

export const thinking: Scene = () => [
  {
    do: 'think',
    text:
      'The test reads the local day but the parser makes a date at midnight UTC. West of Greenwich ' +
      'these are two different days for part of every day. So the parser is right and the test is not.',
  },
  { do: 'say', text: 'The parser is right; the test compares a local day with a UTC one.' },
]

export const plan: Scene = () => [
  { do: 'plan', entries: planned, done: 0 },
  { do: 'read', path: 'src/cache.ts', otherwise: 'export const freshMs = 600000\n' },
  { do: 'plan', entries: planned, done: 1 },
  {
    do: 'say',
    text: 'Entries are never removed. I let them expire by age and check the limit on write.',
  },
  { do: 'plan', entries: planned, done: 2 },
  { do: 'plan', entries: planned, done: 3 },
  { do: 'say', text: 'All three steps are done.' },
]

export const tools: Scene = () => [
  { do: 'say', text: 'I look for the place where the timeout is set.' },
  {
    do: 'search',
    pattern: 'timeout',
    hits: ['src/payments.ts:12: signal: AbortSignal.timeout(3000)', 'src/server.ts:4: timeout: 0'],
  },
  { do: 'read', path: 'src/payments.ts', otherwise: 'export const timeout = 3000\n' },
  {
    do: 'fetch',
    url: 'http://127.0.0.1:4010/docs/limits',
    body: 'A charge is answered within 8 seconds. Send the same key again to learn its result.',
  },
  {
    do: 'run',
    command: 'npm test -- payments',
    output: [
      '✔ a charge that is answered is returned',
      '✔ a refused charge throws',
      'tests 2, pass 2',
    ],
  },
  { do: 'run', command: 'npm run lint', output: ['src/payments.ts:12 unused variable'], exit: 1 },
  { do: 'say', text: 'Three seconds are too short: the service may take eight.' },
]

/** Writes `path` (inside the workspace) and then changes a line of it. */
export const edit: Scene = (setting) => {
  const path = setting.key('path', 'src/retry.js')
  const more = Array.from({ length: setting.number('lines', 0) }, (_, at) => `// Step ${at + 1}\n`)
  const first = `export const attempts = 3\n\nexport function delay(attempt) {\n  return 100 * 2 ** attempt\n}\n${more.join('')}`
  return [
    { do: 'say', text: `I write ${path}.` },
    { do: 'edit', path, text: first },
    { do: 'edit', path, find: 'attempts = 3', text: 'attempts = 5' },
    { do: 'say', text: 'Five attempts, each waiting twice as long as the one before.' },
  ]
}

export const long: Scene = (setting) => [{ do: 'long', kb: setting.number('kb', 64) }]

export const slow: Scene = (setting) => {
  const ms = setting.number('ms', -1)
  const steps: Step[] = [
    { do: 'say', text: 'This takes a while.' },
    { do: 'wait', title: 'npm run build:all', ms: ms < 0 ? null : ms },
    { do: 'say', text: 'The build is through.' },
  ]
  return steps
}
