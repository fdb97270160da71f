import { presets, presetWords } from '../panes/presets.ts'
import { detachPane } from '../shell/global-keys.ts'
import type { App } from '../state/app.svelte.ts'
import type { CommandName } from '../state/keymap.ts'
import type { IconName } from '../ui/icons.ts'
import { byUrgency } from '../shell/projects.ts'
import type { PaletteEntry } from './palette-entry.ts'
import { forFocused } from './palette-session.ts'

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
