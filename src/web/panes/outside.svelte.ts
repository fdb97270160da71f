import type { Session } from '../../core/session.ts'
import type { App } from '../state/app.svelte.ts'

/**
 * Sessions outside of any project that begin while the app is open get a tab of their own, with a pane for
 * each of their subagents. It opens behind what is shown: the focus stays where it is.
 */
export function outsidePanes(app: App): void {
  const { bench, fleet } = app
  if (bench.detached) return
  let known: Set<string> | null = null

  function open(root: Session, session: Session) {
    bench.openInGroup(root.id, `/s/${session.id}`)
  }

  $effect(() => {
    if (!fleet.ready) return
    const roots = fleet.rows.filter(({ session }) => session.project === null)
    const all = roots.flatMap(({ session, below }) =>
      [session, ...below].map((one) => ({ root: session, one })),
    )
    const before = known
    known = new Set(all.map(({ one }) => one.id))
    // What was there before the app was opened is in the fleet, and in the tabs that were kept.
    if (before === null) return
    for (const { root, one } of all) if (!before.has(one.id)) open(root, one)
  })
}
