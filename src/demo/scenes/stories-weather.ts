import type { Scene } from '../scene.ts'

const plan = ['Read the notes of version 2', 'Change the client', 'Compare the boards']

/** Ends with an error of the model's service. */
export const forecastUpgrade: Scene = () => [
  { do: 'plan', entries: plan, done: 0 },
  { do: 'read', path: 'src/forecast.ts' },
  {
    do: 'fetch',
    url: 'http://127.0.0.1:4020/docs/v2',
    body: 'v2 gives temperatures as {value, unit} and days under "daily". v1 ends in June.',
  },
  {
    do: 'say',
    text: 'Version 2 nests the days and gives each temperature a unit. The board needs neither.',
  },
  { do: 'plan', entries: plan, done: 1 },
  {
    do: 'edit',
    path: 'src/forecast.ts',
    find: '/v1/forecast',
    text: '/v2/forecast',
  },
  {
    do: 'run',
    command: 'npm test',
    output: [
      '✔ a second question is answered from the cache',
      '✖ the board shows 3 days',
      'pass 1, fail 1',
    ],
    exit: 1,
  },
  {
    do: 'think',
    text: 'As expected: the days are one level deeper now. I unwrap them in the client.',
  },
  { do: 'fail', kind: 'rate-limit' },
]

/** The agent dies in the middle of a build. */
export const iconBundle: Scene = () => [
  { do: 'say', text: 'I find out which icons the code names, then build with only those.' },
  { do: 'search', pattern: 'icon:', hits: ['src/forecast.ts:3'] },
  { do: 'read', path: 'scripts/build.ts' },
  { do: 'run', command: 'du -sh icons', output: ['1.4M\ticons'] },
  {
    do: 'think',
    text: 'Of 214 icons the forecast names 19. The build can copy those by name; the rest stays in the repository.',
  },
  {
    do: 'edit',
    path: 'scripts/build.ts',
    find: "cpSync('icons', 'dist/icons', { recursive: true })",
    text: "for (const icon of ['sun']) cpSync(`icons/${icon}.svg`, `dist/icons/${icon}.svg`)",
  },
  { do: 'crash', how: 'exit', command: 'npm run build' },
]
