import { presets, presetWords } from '../panes/presets.ts'
import { detachPane } from '../shell/global-keys.ts'
import type { App } from '../state/app.svelte.ts'
import { allIn, type Attention } from '../state/attention.ts'
import type { CommandName } from '../state/keymap.ts'
import { lineOf } from '../needs/words.ts'
import type { IconName } from '../ui/icons.ts'
import { byUrgency } from '../shell/projects.ts'
import type { State } from '../../core/session.ts'

export type PaletteEntry = {
  group: string
  key: string
  title: string
  about: string
  icon?: IconName
  mark?: { state: State; seen: boolean }
  command?: CommandName
  run(): void
}

/** All that can be done from here: sessions first, then what goes with the one on the screen, then everything else. */
export function paletteEntries(app: App): PaletteEntry[] {
  const { bench, fleet } = app
  const go = (place: string) => () => bench.open(place)
  const sessions = byUrgency(fleet.rows).map(({ id, session, shown, below }): PaletteEntry => ({
    group: 'Sessions',
    key: id,
    title: session.title,
    about: app.projects.name(session),
    mark: {
      state: below.find(({ asks }) => asks.length > 0)?.state ?? shown.state,
      seen: session.seen,
    },
    run: go(`/s/${id}`),
  }))
  const agents = fleet.rows.flatMap(({ session, below }) =>
    below.map((child): PaletteEntry => ({
      group: 'Agents',
      key: child.id,
      title: child.title,
      about: session.title,
      mark: { state: child.state, seen: true },
      run: go(`/s/${child.id}`),
    })),
  )
  const plain = (
    group: string,
    title: string,
    icon: IconName,
    command: CommandName | undefined,
    run: () => void,
  ): PaletteEntry => ({
    group,
    key: title,
    title,
    about: '',
    icon,
    ...(command && { command }),
    run,
  })
  return [
    ...sessions,
    ...agents,
    ...forFocused(app),
    plain('Everywhere', 'New session', 'plus', 'new', () => (app.dialog = { name: 'new' })),
    plain('Everywhere', 'Fleet', 'fleet', 'go-fleet', go('/')),
    plain('Everywhere', 'Needs you', 'inbox', 'go-needs', go('/needs')),
    plain('Everywhere', 'Settings', 'gear', 'go-settings', go('/settings')),
    plain(
      'Everywhere',
      'Notifications',
      'bell',
      'notices',
      () => (app.dialog = { name: 'notices' }),
    ),
    plain('Everywhere', 'Keys', 'keyboard', 'keys', () => (app.dialog = { name: 'keys' })),
    plain('Everywhere', 'Split the pane', 'columns', 'split', () => bench.split()),
    plain('Everywhere', 'Open the pane in its own window', 'window', 'detach', () =>
      detachPane(app),
    ),
    plain('Everywhere', 'Close the pane', 'x', 'close-pane', () => bench.close()),
    plain('Everywhere', 'New tab', 'plus', 'new-tab', () => bench.addTab()),
    ...presets.map((preset) =>
      plain('Everywhere', `Layout: ${presetWords[preset]}`, 'columns', undefined, () =>
        bench.arrange(preset),
      ),
    ),
    ...groups(app),
    plain('Everywhere', 'Dark theme', 'sun', undefined, () => app.prefs.set({ theme: 'dark' })),
    plain('Everywhere', 'Light theme', 'sun', undefined, () => app.prefs.set({ theme: 'light' })),
  ]
}

/** What can be done with the session that is open, or that the keys are about in a list. */
function forFocused(app: App): PaletteEntry[] {
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
    run: () => void,
    { command, about = '' }: { command?: CommandName; about?: string } = {},
  ): PaletteEntry => ({ group, key: title, title, about, icon, ...(command && { command }), run })
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

/** The groups of projects that can be looked at. */
function groups({ projects }: App): PaletteEntry[] {
  if (projects.groups.length === 0) return []
  const all = [{ id: null, name: 'all projects' }, ...projects.groups]
  return all
    .filter(({ id }) => id !== (projects.looked?.id ?? null))
    .map(({ id, name }) => ({
      group: 'Everywhere',
      key: `look ${id}`,
      title: `Look at ${name}`,
      about: '',
      icon: 'folder',
      run: () => projects.look(id),
    }))
}

/** So many sessions are listed before anything is typed: what else there is stays in sight. */
const mostSessions = 6

/** Entries whose title or second line holds every word that was typed. */
export function found(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const only = {
    '>': (e: PaletteEntry) => e.mark === undefined,
    '@': (e: PaletteEntry) => e.group === 'Agents',
  }[typed[0] ?? '']
  const words = (only ? typed.slice(1) : typed).toLowerCase().split(/\s+/).filter(Boolean)
  const few = typed === '' ? mostSessions : Infinity
  let sessions = 0
  return entries
    .filter(({ group }) => group !== 'Sessions' || sessions++ < few)
    .filter((entry) => only?.(entry) ?? (typed !== '' || entry.group !== 'Agents'))
    .filter(({ title, about }) =>
      words.every((word) => `${title} ${about}`.toLowerCase().includes(word)),
    )
    .slice(0, 40)
}
