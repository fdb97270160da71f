import { nearest } from '../../contract/nearest.ts'
import type { Context } from '../context.ts'
import { agentLines } from '../print/agent-lines.ts'
import { duration } from '../print/numbers.ts'
import { safeLine } from '../print/safe.ts'
import { fit } from '../print/width.ts'
import { exit, Refused, usage } from '../refused.ts'
import type { InstallProgress } from '../world.ts'

/** Installs an agent into the data folder, showing how far it is; Ctrl-C leaves nothing of it. */
export async function installed(
  context: Context,
  agent: string,
  version: string | null,
): Promise<number> {
  const { world, data, json, out, style, signal } = context
  const { installable, install, find } = world.agents
  if (!installable.includes(agent)) {
    const near = nearest(agent, installable)
    throw usage(
      `"${agent}" cannot be installed from here${near ? `; did you mean "${near}"?` : ''} (can be: ${installable.join(', ')})`,
    )
  }
  const over = new AbortController()
  const deaf = world.onInterrupt(() => over.abort())
  const progress = progressOn(context)
  const done = await install({
    agent,
    data,
    version,
    onProgress: progress.tell,
    signal: AbortSignal.any([over.signal, signal]),
  }).finally(() => {
    progress.end()
    deaf()
  })
  if ('refused' in done)
    throw new Refused(
      done.why === 'usage' ? exit.usage : exit.failed,
      'not-installed',
      done.refused,
    )
  const found = (await find(data)).find(({ name }) => name === agent)
  if (json) {
    out.document({ ...done, agent: found ?? null })
    return exit.ok
  }
  out.line(
    `${style.green('✓')} ${done.already ? 'Already there' : 'Installed'}: ${agent}, version ${done.version} of its kit`,
  )
  for (const line of found ? agentLines([found], context) : []) out.line(line)
  out.line(`Try: signalbox run "what is in this folder?" --agent ${agent}`)
  return exit.ok
}

/** What goes on, on standard error: lines, and at a terminal one line that is drawn anew. */
function progressOn({ world, say }: Context) {
  const { stderr, now } = world
  const began = now()
  const live = stderr.isTTY === true
  let drawn = false
  function clear() {
    if (drawn) stderr.write('\r\u001b[K')
    drawn = false
  }
  return {
    tell(progress: InstallProgress) {
      if ('line' in progress) {
        clear()
        return say(safeLine(progress.line))
      }
      if (!live) return
      const megabytes = (bytes: number) => Math.round(bytes / 1_000_000)
      const text = `  ${megabytes(progress.bytes)} of about ${megabytes(progress.about)} MB, ${duration(now() - began)}; Ctrl-C leaves nothing`
      stderr.write(`\r\u001b[K${fit(text, (stderr.columns || 80) - 1)}`)
      drawn = true
    },
    end: clear,
  }
}
