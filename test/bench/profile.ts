import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { flame } from './flame.ts'
import { atRest, type Ground } from './ground.ts'

type Frame = {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
  children?: number[]
}
export type Profile = { nodes: Frame[]; samples: number[]; timeDeltas: number[] }

/** Samples a Node process that runs already while `work` is done. It opens its inspector for that (SIGUSR1). */
async function profiled(pid: number, work: () => Promise<unknown>): Promise<Profile> {
  process.kill(pid, 'SIGUSR1')
  const socket = new WebSocket(await inspector())
  await new Promise((resolve) => socket.once('open', resolve))
  let last = 0
  const waiting = new Map<number, (result: unknown) => void>()
  socket.on('message', (data: Buffer) => {
    const { id, result } = JSON.parse(data.toString()) as { id?: number; result?: unknown }
    if (id !== undefined) waiting.get(id)?.(result)
  })
  const call = (method: string, params = {}) =>
    new Promise<unknown>((resolve) => {
      const id = ++last
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params }))
    })
  await call('Profiler.enable')
  await call('Profiler.setSamplingInterval', { interval: 500 })
  await call('Profiler.start')
  await work()
  const { profile } = (await call('Profiler.stop')) as { profile: Profile }
  // Closing waits for its connections to end, this one too: so it is done after the answer.
  const close = "setTimeout(() => process.getBuiltinModule('inspector').close(), 50)"
  await call('Runtime.evaluate', { expression: close })
  socket.terminate()
  while (await inspects()) await pause(20)
  return profile
}

const list = 'http://127.0.0.1:9229/json/list'

async function inspects(): Promise<string | null> {
  try {
    const [first] = (await (await fetch(list)).json()) as { webSocketDebuggerUrl: string }[]
    return first?.webSocketDebuggerUrl ?? null
  } catch {
    // Nobody listens there.
    return null
  }
}

async function inspector(): Promise<string> {
  for (;;) {
    const found = await inspects()
    if (found !== null) return found
    await pause(20)
  }
}

/** Time in each function itself, and in it and all it calls, as shares of the time that the process was not idle. */
function costs(profile: Profile): { name: string; self: number; total: number }[] {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const parent = new Map<number, number>()
  for (const node of profile.nodes)
    for (const child of node.children ?? []) parent.set(child, node.id)
  const self = new Map<string, number>()
  const total = new Map<string, number>()
  let all = 0
  profile.samples.forEach((id, at) => {
    const us = profile.timeDeltas[at] ?? 0
    const leaf = nameOf(byId.get(id))
    if (leaf === '(idle)') return
    all += us
    self.set(leaf, (self.get(leaf) ?? 0) + us)
    const seen = new Set<string>()
    for (let one: number | undefined = id; one !== undefined; one = parent.get(one))
      seen.add(nameOf(byId.get(one)))
    for (const name of seen) total.set(name, (total.get(name) ?? 0) + us)
  })
  return [...total].map(([name, us]) => ({
    name,
    self: (self.get(name) ?? 0) / all,
    total: us / all,
  }))
}

function nameOf(node: Frame | undefined): string {
  if (!node) return '?'
  const { functionName, url, lineNumber } = node.callFrame
  const file = url.split('/').at(-1) ?? ''
  return `${functionName || '(anonymous)'}${file ? ` ${file}:${lineNumber + 1}` : ''}`
}

const shown = 25

/** Where server and runner spend their time at full speed, as tables of Markdown. `pictures`: a folder for flame graphs. */
export async function costsOf(its: Ground, lines: number, pictures?: string): Promise<string> {
  const ours = await its.ours()
  const session = await ours.session()
  const fed = await ours.follow(session)
  const work = async () => {
    const { all } = fed.watch(lines)
    await ours.does('POST', `/sessions/${session}/prompts`, { text: `whole ${lines} 0` })
    await all
    await atRest(ours.does, session)
  }
  await work()
  const tables: string[] = []
  for (const [name, pid] of [
    ['server', ours.pid],
    ['runner', ours.runner()],
  ] as const) {
    const profile = await profiled(pid, work)
    const title = `${name}, ${lines} recorded lines at full speed`
    if (pictures !== undefined)
      writeFileSync(`${pictures}/flame-${name}.svg`, flame(title, profile, nameOf))
    const rows = costs(profile)
      .sort((a, b) => b.total - a.total)
      .slice(0, shown)
      .map(({ name: what, self, total }) => `| ${what} | ${percent(total)} | ${percent(self)} |`)
    tables.push(
      [`| ${name} | with what it calls | itself |`, '| --- | --- | --- |', ...rows].join('\n'),
    )
  }
  fed.close()
  await ours.end()
  return tables.join('\n\n')
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
