import { routes } from '../../contract/routes.ts'
import { eventJson } from '../../contract/event.ts'
import { approvalsJson, iso, sessionJson } from '../../contract/session.ts'
import { begun, created, queued } from './event-log.ts'
import type { Asked, FakeServer } from './fake-server.ts'

type Given = { status: number; body: unknown }

/** The usual answers. Bodies are held to the schemas of the contract. */
export function answerOf(server: FakeServer, asked: Asked): Given {
  const { log } = server
  const [place = '', query = ''] = asked.path.split('?')
  const [room, id = '', ...more] = place.split('/').map(decodeURIComponent)
  const sent = (key: string): unknown =>
    typeof asked.body === 'object' && asked.body !== null ? Reflect.get(asked.body, key) : undefined
  const ok = (body: unknown): Given => ({ status: 200, body })
  const now = begun + log.events.length * 1000

  switch (`${asked.method} ${room}`) {
    case 'GET status':
      return ok(statusOf(server))
    case 'GET sessions':
      break
    case 'POST sessions': {
      if (id !== '') break
      routes.createSession.body.parse(asked.body)
      const made = `new-${[...log.fleet.all()].length + 1}-session`
      server.add(
        made,
        created({
          cwd: String(sent('cwd')),
          title: String(sent('title') ?? sent('prompt')),
          permission: sent('permission') === 'bypass' ? 'bypass' : 'ask',
          onCrash: sent('onCrash') === 'resume' ? 'resume' : 'ask',
        }),
        queued('p1', String(sent('prompt'))),
      )
      return { status: 201, body: one(server, made, now) }
    }
    case 'GET approvals':
      return ok({ approvals: [...log.fleet.all()].flatMap(approvalsJson) })
    case 'POST approvals':
      routes.answerApproval.body.parse(asked.body)
      return ok({ ok: true })
    case 'GET agents':
      return ok({ agents: [agent('demo', '/opt/demo', true), agent('codex', null, false)] })
    case 'GET projects':
      return ok({ projects: [shop] })
    case 'POST projects': {
      const { path: _, ...given } = routes.addProject.body.parse(asked.body)
      return { status: 201, body: { project: { ...shop, ...given } } }
    }
    case 'PATCH projects':
      return ok({ project: { ...shop, ...routes.setProject.body.parse(asked.body) } })
    case 'DELETE projects':
      return ok({ project: shop })
    case 'GET groups':
      return ok({ groups: [work] })
    case 'POST groups':
      return {
        status: 201,
        body: { group: { ...work, ...routes.addGroup.body.parse(asked.body) } },
      }
    case 'PATCH groups':
      return ok({ group: { ...work, ...routes.setGroup.body.parse(asked.body) } })
    case 'DELETE groups':
      return ok({ group: work })
    case 'GET export':
      return ok(log.events.map((event) => `${JSON.stringify(eventJson(event))}\n`).join(''))
    case 'POST backup':
    case 'POST down':
      return ok({ ok: true })
  }
  if (room !== 'sessions') return refusal(404, 'not-found', `No ${place} here.`)
  if (id === '') {
    const all = [...log.fleet.all()].map((session) => sessionJson(log.fleet, session, now))
    return ok({ sessions: all })
  }
  return ofSession(server, asked, id, more, new URLSearchParams(query), now)
}

const work = { id: 'g1', name: 'work', addedAt: iso(begun) }
const shop = {
  id: 'p1',
  path: '/w/shop',
  name: 'shop',
  remote: null,
  rootCommit: null,
  group: 'g1',
  agent: 'demo',
  model: null,
  permission: null,
  onCrash: 'resume',
  env: ['API_KEY'],
  addedAt: iso(begun),
  formerly: [],
}

function ofSession(
  server: FakeServer,
  asked: Asked,
  id: string,
  [what, ...more]: string[],
  query: URLSearchParams,
  now: number,
): Given {
  const { log } = server
  const fits = [...log.fleet.all()].map((each) => each.id).filter((each) => each.startsWith(id))
  const exact = fits.find((each) => each === id) ?? (fits.length === 1 ? fits[0] : undefined)
  if (exact === undefined)
    return fits.length === 0
      ? refusal(404, 'not-found', `No session "${id}".`)
      : refusal(409, 'ambiguous', `"${id}" fits several sessions: ${fits.join(', ')}.`, fits)
  const session = log.fleet.get(exact)
  switch (`${asked.method} ${what ?? ''}`) {
    case 'GET events': {
      const after = Number(query.get('after') ?? 0)
      const limit = Number(query.get('limit') ?? 200)
      const events = log.events.filter((event) => event.sessionId === exact && event.seq > after)
      const body = { events: events.slice(0, limit).map(eventJson), more: events.length > limit }
      return { status: 200, body }
    }
    case 'GET prompts':
      return { status: 200, body: { queued: session?.queue ?? [] } }
    case 'POST prompts': {
      const { text } = routes.sendPrompt.body.parse(asked.body)
      server.add(exact, queued('p2', text))
      return { status: 201, body: { prompt: { id: 'p2' } } }
    }
    case 'POST fork':
      routes.forkSession.body.parse(asked.body)
      return { status: 201, body: one(server, exact, now) }
    case 'PATCH prompts':
    case 'DELETE prompts':
      return { status: 200, body: { ok: true, prompt: more[0] } }
    case 'DELETE ':
      return { status: 200, body: { removed: [exact] } }
    default:
      return { status: 200, body: one(server, exact, now) }
  }
}

function one({ log }: FakeServer, id: string, now: number) {
  const session = log.fleet.get(id)
  if (!session) throw new Error(`no session ${id} in the fake`)
  return { session: sessionJson(log.fleet, session, now) }
}

function agent(name: string, found: string | null, isDefault: boolean) {
  const hint = found === null ? `npm install -g ${name}` : null
  return {
    name,
    provider: 'acp',
    command: [name],
    found,
    hint,
    default: isDefault,
    version: null,
    signedIn: null,
  }
}

export function refusal(status: number, code: string, message: string, matches?: string[]): Given {
  return { status, body: { error: { code, message, ...(matches && { matches }) } } }
}

function statusOf(server: FakeServer) {
  return {
    version: '1.0.0',
    node: '24.21.0',
    pid: process.pid,
    url: server.url,
    data: server.data,
    startedAt: iso(begun),
    seq: server.log.events.length,
    saving: { ok: true, since: iso(begun), reason: '' },
    runners: [runner],
    counts: zeros,
    needsYou: 0,
    rateUsdPerHour: 0.5,
    costTodayUsd: 1.25,
    unread: { malformed: 0, unknown: 0 },
    feedClients: 1,
  }
}

const zeros = {
  starting: 0,
  running: 2,
  'needs-approval': 1,
  'needs-input': 0,
  idle: 0,
  failed: 0,
  crashed: 0,
  resuming: 0,
  stopped: 0,
  done: 0,
}

const runner = {
  name: 'local',
  state: 'up',
  since: iso(begun),
  reason: 'it answers',
  version: '1.0.0',
  pid: 77,
  attempt: 0,
  agents: 2,
  unsaved: null,
  lag: 0,
}
