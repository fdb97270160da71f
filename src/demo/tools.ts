import { setTimeout as sleep } from 'node:timers/promises'
import { mayLeavePlan, mayRun } from './permission.ts'
import { show, type Actor } from './actor.ts'
import type { EditStep, RunStep, Step } from './scene.ts'
import { callTool, running, textContent, type Done, type OpenCall } from './tool-call.ts'

/** Reads a file of the workspace as it is, or plays what it would hold. */
export async function readFile(actor: Actor, path: string, otherwise?: string): Promise<void> {
  const { workspace } = actor.cast
  const whole = workspace.path(path)
  const call = { name: 'Read', kind: 'read' as const, title: `Read ${path}`, path: whole }
  await callTool(actor, { ...call, input: { file_path: whole } }, async () => {
    await actor.pace(180, actor.signal)
    const text = workspace.read(path) ?? otherwise
    if (text === undefined) return failed(`${path}: no such file`)
    return { status: 'completed', content: textContent(text.slice(0, 8000)) }
  })
}

export async function search(actor: Actor, pattern: string, hits: string[]): Promise<void> {
  const call = { name: 'Grep', kind: 'search' as const, title: `Search for ${pattern}` }
  await callTool(actor, { ...call, input: { pattern } }, async () => {
    await actor.pace(320, actor.signal)
    const text = hits.length === 0 ? 'Nothing found' : hits.join('\n')
    return { status: 'completed', content: textContent(text) }
  })
}

export async function fetchPage(actor: Actor, url: string, body: string): Promise<void> {
  const call = { name: 'WebFetch', kind: 'fetch' as const, title: `Fetch ${url}` }
  await callTool(actor, { ...call, input: { url } }, async () => {
    await actor.pace(900, actor.signal)
    return { status: 'completed', content: textContent(body) }
  })
}

/** Plays a command; gives the steps that follow the answer, where it asked. */
export async function runCommand(actor: Actor, step: RunStep): Promise<Step[]> {
  const call = {
    name: 'Bash',
    kind: 'execute' as const,
    title: step.command,
    input: { command: step.command },
  }
  let denied = false
  await callTool(actor, call, async (open) => {
    if (step.ask && !(await allowed(actor, open))) {
      denied = true
      return failed('The person did not allow this command.')
    }
    return playOutput(actor, open, step)
  })
  if (denied) return step.ask?.denied ?? [leftOut(step.command)]
  return step.ask?.allowed ?? []
}

async function playOutput(actor: Actor, open: OpenCall, step: RunStep): Promise<Done> {
  await running(actor, open.id)
  const each = (step.ms ?? 1500) / (step.output.length + 1)
  let text = ''
  for (const line of step.output) {
    await actor.pace(each, actor.signal)
    text += `${line}\n`
    await open.grow(text)
  }
  await actor.pace(each, actor.signal)
  const exitCode = step.exit ?? 0
  const status = exitCode === 0 ? 'completed' : 'failed'
  return { status, content: textContent(text), output: { exitCode } }
}

/** Writes a file of the workspace; gives the steps that follow the answer, where it asked. */
export async function editFile(actor: Actor, step: EditStep): Promise<Step[]> {
  const { workspace } = actor.cast
  const path = workspace.path(step.path)
  const before = workspace.read(step.path)
  const after = edited(before, step)
  const diff = { type: 'diff' as const, path, oldText: before, newText: after }
  const call = {
    name: before === null ? 'Write' : 'Edit',
    kind: 'edit' as const,
    title: `${before === null ? 'Write' : 'Edit'} ${step.path}`,
    input: { file_path: path },
    content: [diff],
    path,
  }
  let denied = false
  await callTool(actor, call, async (open) => {
    if (actor.cast.mode !== 'acceptEdits' && !(await allowed(actor, open))) {
      denied = true
      return failed('The person did not allow this change.')
    }
    await running(actor, open.id)
    await actor.pace(250, actor.signal)
    const refusal = workspace.write(step.path, after)
    return refusal ? failed(refusal.refused) : { status: 'completed', content: [diff] }
  })
  if (denied) return step.ask?.denied ?? [leftOut(`the change of ${step.path}`)]
  return step.ask?.allowed ?? []
}

/** The text after an edit: the found part replaced, or the whole, or put at the end where it is not found. */
function edited(before: string | null, step: EditStep): string {
  if (before === null || step.find === undefined) return step.text
  if (before.includes(step.find)) return before.replace(step.find, () => step.text)
  return before.endsWith('\n') ? before + step.text : `${before}\n${step.text}`
}

async function allowed(actor: Actor, open: OpenCall): Promise<boolean> {
  if (actor.cast.mode !== 'plan') return mayRun(actor, open)
  let accepted = false
  const title = 'Carry out this plan'
  const input = { plan: `Next: ${open.title}` }
  await callTool(
    actor,
    { name: 'ExitPlanMode', kind: 'switch_mode', title, input },
    async (plan) => {
      accepted = await mayLeavePlan(actor, plan)
      return accepted ? { status: 'completed' } : failed('The person wants to go on planning.')
    },
  )
  if (!accepted) return false
  const edit = open.kind === 'edit' && accepts(actor)
  return edit || mayRun(actor, open)
}

function accepts(actor: Actor): boolean {
  return actor.cast.mode === 'acceptEdits'
}

function failed(why: string): Done {
  return { status: 'failed', content: textContent(why) }
}

function leftOut(what: string): Step {
  return { do: 'say', text: `All right, I leave out ${what} and go on without it.` }
}

/** A tool that takes its time, whatever the pace. Without `ms` only a cancel ends it. */
export async function wait(actor: Actor, title: string, ms: number | null): Promise<void> {
  const call = { name: 'Bash', kind: 'execute' as const, title, input: { command: title } }
  await callTool(actor, call, async (open) => {
    await running(actor, open.id)
    const start = performance.now()
    for (let line = 1; ms === null || performance.now() - start < ms; line++) {
      const left = ms === null ? 1000 : Math.min(1000, ms - (performance.now() - start))
      await sleep(left, undefined, { signal: actor.signal })
      if (line <= 500) await open.grow(`still running, ${line} s\n`)
    }
    return { status: 'completed', content: textContent('finished\n'), output: { exitCode: 0 } }
  })
}

/** A command that is still running when the process dies. */
export async function crash(actor: Actor, command: string, how: 'exit' | 'kill'): Promise<void> {
  const call = { name: 'Bash', kind: 'execute' as const, title: command, input: { command } }
  await callTool(actor, call, async (open) => {
    await running(actor, open.id)
    await actor.pace(1200, actor.signal)
    await open.grow('compiling 214 modules\n')
    await actor.pace(1200, actor.signal)
    await show(actor, {
      sessionUpdate: 'tool_call_update',
      toolCallId: open.id,
      content: textContent('compiling 214 modules\nfatal error: out of memory\n'),
    })
    return actor.cast.die(how === 'kill' ? 'kill' : { code: 139 })
  })
}
