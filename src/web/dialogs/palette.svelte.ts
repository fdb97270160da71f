import { presets, presetWords } from '../panes/presets.ts'
import { detachPane } from '../shell/global-keys.ts'
import type { App } from '../state/app.svelte.ts'
import type { CommandName } from '../state/keymap.ts'
import type { IconName } from '../ui/icons.ts'
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
  const sessions = fleet.rows.map(({ id, session, shown, below }): PaletteEntry => ({
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
    ...forSession(app),
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
    plain('Everywhere', 'Dark theme', 'sun', undefined, () => app.prefs.set({ theme: 'dark' })),
    plain('Everywhere', 'Light theme', 'sun', undefined, () => app.prefs.set({ theme: 'light' })),
  ]
}

function forSession(app: App): PaletteEntry[] {
  const id = /^\/s\/([^/?]+)/.exec(app.bench.place)?.[1]
  const session = id === undefined ? undefined : app.fleet.get(id)
  if (!session || session.child !== null) return []
  const group = `For ${session.title}`
  const act = (
    title: string,
    icon: IconName,
    path: string,
    command?: CommandName,
  ): PaletteEntry => ({
    group,
    key: title,
    title,
    about: '',
    icon,
    ...(command && { command }),
    run: () => void app.act(`sessions/${session.id}/${path}`),
  })
  return [
    ...(session.turn ? [act('Interrupt the turn', 'stop', 'interrupt', 'interrupt')] : []),
    ...(session.live
      ? [act('Stop the agent', 'stop', 'stop')]
      : [act('Resume', 'refresh', 'resume', 'reply')]),
    ...(session.turn ? [] : [act('Close for good', 'x', 'close')]),
  ]
}

/** Entries whose title or second line holds every word that was typed. */
export function found(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const only = {
    '>': (e: PaletteEntry) => e.mark === undefined,
    '@': (e: PaletteEntry) => e.group === 'Agents',
  }[typed[0] ?? '']
  const words = (only ? typed.slice(1) : typed).toLowerCase().split(/\s+/).filter(Boolean)
  return entries
    .filter((entry) => only?.(entry) ?? (typed !== '' || entry.group !== 'Agents'))
    .filter(({ title, about }) =>
      words.every((word) => `${title} ${about}`.toLowerCase().includes(word)),
    )
    .slice(0, 40)
}
