/**
 * Signalbox beside `@cloudcli-ai/cloudcli`, which is not part of our tests: its installation compiles natively for long.
 *   npm install @cloudcli-ai/cloudcli             in a folder of its own
 *   node test/bench/beside.ts FOLDER [NODE]       NODE: the one that it was installed with
 * Start to the first answer, rest, and opening a conversation of 50 MB, of the same number of messages and calls.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { atRest, freePort, ground, type Running } from './ground.ts'
import { circumstances, compared, cpuMs, inTurns, median, pssMb, tableOf } from './measured.ts'

const [folder, peerNode = 'node'] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('Usage: node test/bench/beside.ts FOLDER [NODE]\n')
  process.exit(2)
}
const times = 5
const restSeconds = 10
const lines = 38_000
const text = 'shard rebuilt, 214 rows checked, 0 differ; '.repeat(22)
const its = ground()
const home = join(its.root, 'peer')
const id = '11111111-1111-4111-8111-111111111111'

/** A conversation as Claude Code keeps it: a call and its result in turns, 1.3 kB a line. */
function writeTranscript(): number {
  const of = join(home, '.claude', 'projects', its.root.replace(/[^a-zA-Z0-9]/g, '-'))
  mkdirSync(of, { recursive: true })
  const all = Array.from({ length: lines }, (_, n) => {
    const call = n % 2 === 0
    const input = { command: `npm test -- shard ${n} ${text}` }
    const content = call
      ? [{ type: 'tool_use', id: `toolu_${n}`, name: 'Bash', input }]
      : [{ type: 'tool_result', tool_use_id: `toolu_${n - 1}`, content: text }]
    return JSON.stringify({
      parentUuid: n === 0 ? null : uuid(n - 1),
      uuid: uuid(n),
      type: call ? 'assistant' : 'user',
      sessionId: id,
      cwd: its.root,
      version: '2.1.300',
      timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
      message: { role: call ? 'assistant' : 'user', content },
    })
  }).join('\n')
  writeFileSync(join(of, `${id}.jsonl`), `${all}\n`)
  return all.length
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

async function peer(): Promise<Running> {
  const begun = performance.now()
  const port = await freePort()
  const its = resolve(folder ?? '', 'node_modules/@cloudcli-ai/cloudcli')
  const child = spawn(peerNode, ['dist-server/server/index.js'], {
    cwd: its,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      HOST: '127.0.0.1',
      SERVER_PORT: String(port),
      DATABASE_PATH: join(home, 'auth.db'),
      NODE_ENV: 'production',
    },
  })
  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    )
  while (!(await answers())) await pause(1)
  return {
    pid: child.pid ?? 0,
    url,
    firstMs: performance.now() - begun,
    async end() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function got(url: string, token: string): Promise<number> {
  const begun = performance.now()
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const body = await answer.text()
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${body.slice(0, 200)}`)
  return performance.now() - begun
}

async function firstMs(start: () => Promise<Running>): Promise<number> {
  const running = await start()
  await running.end()
  return running.firstMs
}

async function resting(...pids: number[]) {
  const used = cpuMs(...pids)
  await pause(restSeconds * 1000)
  return { mb: pssMb(...pids), cpu: (cpuMs(...pids) - used) / (10 * restSeconds) }
}

const peakMb = (pid: number) =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

async function opened(page: string, token: string) {
  const first = await got(page, token)
  const again: number[] = []
  for (let count = 0; count < 20; count += 1) again.push(await got(page, token))
  return { first, again: median(again) }
}

try {
  const before = circumstances('node test/bench/beside.ts')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const made = await its.ours()
  const session = await made.session()
  await made.does('POST', `/sessions/${session}/prompts`, { text: `whole ${lines} 0` })
  await pause(1000)
  await atRest(made.does, session)
  await made.end()
  await firstMs(peer)
  const starts = await inTurns(
    times,
    () => firstMs(its.ours),
    () => firstMs(peer),
  )

  const ours = await its.ours()
  await pause(8000)
  const oursRests = await resting(ours.pid, ours.runner())
  const oursOpens = await opened(`${ours.url}/api/sessions/${session}/events?limit=200`, ours.token)
  const oursPeak = peakMb(ours.pid)
  await ours.end()

  const bytes = writeTranscript()
  const other = await peer()
  const account = { username: 'bench', password: 'only-for-this-run' }
  const made2 = await fetch(`${other.url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const { token } = (await made2.json()) as { token: string }
  await pause(8000)
  const peerRests = await resting(other.pid)
  const page = `${other.url}/api/providers/sessions/${id}/messages?limit=200&offset=0`
  const peerOpens = await opened(page, token)
  const peerPeak = peakMb(other.pid)
  await other.end()

  const at = { at: 'most', value: 1 } as const
  const one = (name: string, unit: string, a: number, b: number) =>
    compared(name, unit, at, { ours: [a], floor: [b] })
  const table = tableOf([
    compared('start to the first HTTP 200', 'ms', at, starts),
    one('at rest, PSS (ours: server and runner)', 'MiB', oursRests.mb, peerRests.mb),
    one('at rest, processor', '%', oursRests.cpu, peerRests.cpu),
    one('first page of 200 after the start', 'ms', oursOpens.first, peerOpens.first),
    one('the same page again', 'ms', oursOpens.again, peerOpens.again),
    one('most memory of the server until then, RSS', 'MiB', oursPeak, peerPeak),
  ])
  process.stdout.write(
    `${[...before, `${lines} messages and calls, ${Math.round(bytes / 1e6)} MB; "floor" is cloudcli`, '', table].join('\n')}\n`,
  )
} finally {
  await its.end()
}
