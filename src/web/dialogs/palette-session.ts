import type { Permission } from '../../core/ask.ts'
import type { Session } from '../../core/session.ts'
import { lineOf } from '../needs/words.ts'
import { canFork, canSwitch, modelsOf, permissionOffers } from '../session/modes.ts'
import type { App } from '../state/app.svelte.ts'
import { allIn, type Attention } from '../state/attention.ts'
import type { IconName } from '../ui/icons.ts'
import type { PaletteEntry } from './palette-entry.ts'

/** What can be done with the session that is open, or that the keys are about in a list. */
export function forFocused(app: App): PaletteEntry[] {
  const { bench, fleet } = app
  const open = /^\/s\/([^/?]+)/.exec(bench.place)?.[1]
  // In a session what that one asks; in a list the card that the keys are about.
  const wanted =
    open === undefined
      ? fleet.attention.find(({ key }) => key === app.chosen)
      : fleet.waiting.find(({ session, root }) => session.id === open || root.id === open)
  const session = fleet.get(open ?? wanted?.session.id ?? app.chosen)
  if (!session) return []
  const group = `For ${session.title}`
  const entry = (
    title: string,
    icon: IconName,
    run: (text: string) => void,
    more: Partial<PaletteEntry> = {},
  ): PaletteEntry => ({ group, key: title, title, about: '', icon, run, ...more })
  const act = (path: string, body?: unknown) => () => void app.act(path, body)
  const answer = (item: Attention, body: unknown) => () => {
    for (const { ask } of allIn(item))
      if (ask) void app.act(`approvals/${encodeURIComponent(ask.id)}`, body)
  }
  const at = `sessions/${session.id}`
  const isRoot = session.child === null
  const from = { cwd: session.cwd, agent: session.agent, permission: session.permission }
  return [
    ...(wanted?.kind === 'approval' && wanted.ask
      ? [
          entry(
            wanted.others.length > 0 ? `Allow all ${wanted.others.length + 1} once` : 'Allow once',
            'check',
            answer(wanted, { choice: 'allow' }),
            { command: 'allow', about: lineOf(wanted).text },
          ),
          entry(
            wanted.others.length > 0 ? `Deny all ${wanted.others.length + 1}` : 'Deny',
            'x',
            answer(wanted, { choice: 'deny' }),
            { command: 'deny' },
          ),
        ]
      : []),
    ...(open === undefined
      ? [
          entry('Open', 'enter', () => bench.open(`/s/${session.id}`), { command: 'open' }),
          entry('Open beside', 'columns', () => bench.open(`/s/${session.id}`, true), {
            command: 'open-beside',
          }),
        ]
      : []),
    ...(isRoot && session.turn
      ? [entry('Interrupt the turn', 'stop', act(`${at}/interrupt`), { command: 'interrupt' })]
      : []),
    ...(isRoot && session.live ? [entry('Stop the agent', 'stop', act(`${at}/stop`))] : []),
    ...(isRoot && !session.live && session.state !== 'done'
      ? [entry('Resume', 'refresh', act(`${at}/resume`), { command: 'reply' })]
      : []),
    ...(isRoot && !session.seen
      ? [entry('Mark as seen', 'check', act(`${at}/seen`), { command: 'seen' })]
      : []),
    ...(isRoot ? modes(app, session, entry) : []),
    ...(canFork(session)
      ? [
          entry('Fork', 'branch', (prompt) => void app.fork(session.id, prompt), {
            about: 'a copy that remembers',
            asks: { label: 'What the copy is to do', word: 'Fork' },
          }),
        ]
      : []),
    ...(isRoot
      ? [
          entry('Duplicate', 'copy', () => (app.dialog = { name: 'new', from })),
          entry(`New session in ${app.projects.name(session)}`, 'plus', () => {
            app.dialog = { name: 'new', from: { cwd: session.cwd } }
          }),
        ]
      : []),
    ...(isRoot && !session.turn && session.state !== 'done'
      ? [entry('Close for good', 'x', act(`${at}/close`))]
      : []),
  ]
}

type MakeEntry = (
  title: string,
  icon: IconName,
  run: (text: string) => void,
  more?: Partial<PaletteEntry>,
) => PaletteEntry

/** What the session may do without asking, and which model it goes on with. */
function modes(app: App, session: Session, entry: MakeEntry): PaletteEntry[] {
  const set = (what: { permission: Permission } | { model: string }) =>
    void app.act(`sessions/${session.id}`, what, 'PATCH')
  const permissions = permissionOffers.map(({ name, word }) =>
    entry(word, session.permission === name ? 'check' : 'shield', () => set({ permission: name }), {
      key: `permission ${name}`,
      about: session.permission === name ? 'permission, as it is now' : 'permission',
      red: name === 'bypass',
    }),
  )
  const known = modelsOf(
    session.agent,
    app.fleet.rows.map((row) => row.session),
  )
  const models = known.map((model) =>
    entry(model, session.model === model ? 'check' : 'gear', () => set({ model }), {
      key: `model ${model}`,
      about: session.model === model ? 'model, as it is now' : 'model',
    }),
  )
  const another = entry('Another model', 'pencil', (model) => set({ model }), {
    asks: { label: 'Model, as the agent names it', word: 'Set the model' },
  })
  const ways = [
    { what: 'permission', icon: 'shield', choices: permissions },
    { what: 'model', icon: 'gear', choices: [...models, another] },
  ] as const
  return ways
    .filter(({ what }) => canSwitch(session, what))
    .map(({ what, icon, choices }) => entry(`Switch the ${what}`, icon, () => {}, { choices }))
}
