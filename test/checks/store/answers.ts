import type { EventStore } from '../../../src/store/store.ts'

/** All that a store can be asked about, as one value to compare. `ids`: sessions to ask for beside its own. */
export function answersOf(store: EventStore, ids: string[] = []) {
  const events = store.readAfter(0, 1e9)
  const known = [...new Set([...store.idsBeginning('', 1e9), ...ids])].sort()
  const middle = Math.ceil(store.lastSeq() / 2)
  return {
    lastSeq: store.lastSeq(),
    events,
    one: store.event(middle),
    open: store.openSessions(),
    closed: store.closedSessions(1e9),
    projects: store.projects(),
    groups: store.groups(),
    held: store.held(),
    notices: store.notices(1e9),
    spent: store.spentSince(0),
    runners: ['here', 'there'].map((runner) => [store.offset(runner), store.pendingOrders(runner)]),
    sessions: known.map((id) => ({
      id,
      tree: store.tree(id),
      first: store.page(id, { after: 0 }, 3),
      older: store.page(id, { before: middle }, 3),
      around: store.page(id, { around: middle }, 4),
      logs: store.logs(id),
      env: store.env(id),
    })),
  }
}
