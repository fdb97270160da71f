import path from 'node:path'
import { sessionJson, type SessionJson } from '../contract/session.ts'
import { groupOf, groups, needsYou } from '../core/attention.ts'
import { page } from './document.ts'
import { html, type Html } from './html.ts'
import type { ServerWorld } from './world.ts'

const refreshSeconds = 5

/** The plain page at `/`: the sessions, by what they want of the person. Subagents show when they need one. */
export function overview({ dispatcher, now }: Pick<ServerWorld, 'dispatcher' | 'now'>): string {
  const { fleet } = dispatcher
  const sessions = [...fleet.all()]
    .filter(({ rootId }) => fleet.get(rootId)?.state !== 'done')
    .map((session) => sessionJson(fleet, session, now()))
    .filter((session) => session.parentId === null || session.pendingApprovals.length > 0)
    .sort((a, b) => b.since.localeCompare(a.since))
  const saving = dispatcher.saving()
  const parts = groups.map((group) => {
    const inGroup = sessions.filter((session) => groupOf(session) === group)
    return inGroup.length === 0 ? html`` : table(group, inGroup, now())
  })
  const waiting = sessions.filter((session) =>
    needsYou({ ...session, child: session.parentId }),
  ).length
  const title = waiting > 0 ? `(${waiting}) Signalbox` : 'Signalbox'
  const nothing = html`<p>No sessions yet. Begin one with <code>signalbox run "…"</code>.</p>`
  const unsaved = html`<p role="alert">Not saved: ${saving.reason}</p>`
  return page(
    title,
    html`<h1>Signalbox</h1>
      ${saving.ok ? '' : unsaved} ${sessions.length === 0 ? nothing : parts}`,
    refreshSeconds,
  )
}

function table(group: string, sessions: SessionJson[], now: number): Html {
  return html`<section>
    <h2>${group} (${sessions.length})</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Session</th>
          <th scope="col">State</th>
          <th scope="col">Now</th>
          <th scope="col">Project</th>
          <th scope="col">Agent</th>
          <th scope="col">Cost</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        ${sessions.map((session) => row(session, now))}
      </tbody>
    </table>
  </section>`
}

function row(session: SessionJson, now: number): Html {
  const { costUsd } = session.treeUsage
  const signal = session.signal === 'none' ? ' (no signal)' : ''
  const bypass = session.permission === 'bypass' ? html` <span class="bypass">bypass</span>` : ''
  return html`<tr>
    <th scope="row">
      ${session.title || '(no title)'}${bypass}<br /><small class="quiet">${session.id}</small>
    </th>
    <td>${session.state}${signal}<br /><small>${session.reason}</small></td>
    <td>${session.now ?? ''}</td>
    <td>${session.project === null ? '' : path.basename(session.project)}</td>
    <td>${session.agent}</td>
    <td>${costUsd === null ? '' : `$${costUsd.toFixed(2)}`}</td>
    <td><time datetime="${session.since}">${age(now - Date.parse(session.since))}</time></td>
  </tr>`
}

/** How long ago, in the largest unit that says it. */
function age(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}
