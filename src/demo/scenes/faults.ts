import type { FailureKind, Scene, Step } from '../scene.ts'

const kinds: Record<string, FailureKind> = {
  'rate-limit': 'rate-limit',
  overloaded: 'overloaded',
  auth: 'auth',
  'bad-request': 'bad-request',
  refused: 'refused',
  refusal: 'refusal',
  limit: 'limit',
}

const afterwards: Step = { do: 'say', text: 'And then it went on as if nothing had been.' }

/** `kind`: which failure, as in the list above. */
export const fail: Scene = (setting) => [
  { do: 'say', text: 'I compare the two versions of the report.' },
  { do: 'read', path: 'src/report.js', otherwise: 'export function report() {}\n' },
  { do: 'fail', kind: kinds[setting.key('kind', 'rate-limit')] ?? 'rate-limit' },
]

/** `how=exit` ends with code 139, `how=kill` with SIGKILL, in the middle of a tool. */
export const crash: Scene = (setting) => [
  { do: 'say', text: 'I build the bundle to see how large it is.' },
  {
    do: 'crash',
    how: setting.key('how', 'exit') === 'kill' ? 'kill' : 'exit',
    command: 'npm run build',
  },
]

/** `ms`: how long the turn lasts (the shell stays longer); `stubborn=1`: the shell ignores SIGTERM. */
export const shellGrandchild: Scene = (setting) => {
  const ms = setting.number('ms', -1)
  return [
    { do: 'say', text: 'I start the watcher.' },
    { do: 'shell', ms: ms < 0 ? null : ms, stubborn: setting.key('stubborn', '0') === '1' },
    { do: 'say', text: 'The watcher runs.' },
  ]
}

/** `rate` updates a second (0: unlimited), `events` in all, `size` bytes of text each. */
export const flood: Scene = (setting) => [
  {
    do: 'flood',
    rate: setting.number('rate', 100),
    events: setting.number('events', 1000),
    size: setting.number('size', 80),
  },
]

export const line: Scene = (setting) => [{ do: 'line', mb: setting.number('mb', 1) }, afterwards]

export const halfline: Scene = () => [
  { do: 'say', text: 'This much arrives whole.' },
  { do: 'odd', what: 'halfline' },
]

export const badutf8: Scene = () => [{ do: 'odd', what: 'badutf8' }, afterwards]
export const u2028: Scene = () => [{ do: 'odd', what: 'u2028' }, afterwards]
export const future: Scene = () => [{ do: 'odd', what: 'future' }, afterwards]
