import { OneSession, QueueJson } from '../../contract/response.ts'
import { Anything, path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { exit, Refused, usage } from '../refused.ts'
import { textFrom } from '../words.ts'
import { idArg } from './act.ts'

export const queue: CommandSpec = {
  name: 'queue',
  about: 'the prompts that wait for a session: list, edit or drop them',
  args: [
    idArg,
    { name: '[action]', about: 'edit or drop', choices: ['list', 'edit', 'drop'] },
    { name: '[prompt]', about: 'which: its number in the list, or its id' },
    { name: '[text...]', about: 'the new text' },
  ],
  flags: [],
  examples: [
    ['signalbox queue 3f9c2a', 'what waits, in order'],
    ['signalbox queue 3f9c2a edit 1 "use TypeScript"', 'change the first'],
    ['signalbox queue 3f9c2a drop 2', 'take the second out'],
  ],
  async run({ server, out, json, world, style }, [id = '', action = 'list', which, ...words]) {
    if (action !== 'list' && which === undefined)
      throw usage(`which prompt? signalbox queue ${id} ${action} NUMBER`)
    const text = action === 'edit' ? await textFrom(world, words, 'the prompt') : ''
    const client = await server()
    const { session } = await client.get(path('sessions', id), OneSession)
    const route = path('sessions', session.id, 'prompts')
    const { queued } = await client.get(route, QueueJson)
    if (action === 'list') {
      if (json) out.document({ queued })
      else if (queued.length === 0) out.line('Nothing waits.')
      for (const [at, prompt] of json ? [] : queued.entries())
        out.line(`${at + 1}. ${safeLine(prompt.text)}  ${style.dim(prompt.id)}`)
      if (session.held && !json)
        out.line(`Held, because the last turn failed. To let it go on: signalbox resume ${id}`)
      return exit.ok
    }
    const prompt = `${route}/${path(chosen(queued, which ?? ''))}`
    const answer =
      action === 'edit'
        ? await client.send('PATCH', prompt, { text }, Anything)
        : await client.send('DELETE', prompt, undefined, Anything)
    if (json) out.document(answer)
    else out.line(action === 'edit' ? 'Changed.' : 'Dropped.')
    return exit.ok
  },
}

/** The id of a waiting prompt by its place, from 1, or by the first letters of its id. */
function chosen(queued: readonly { id: string }[], which: string): string {
  const place = /^\d{1,4}$/.test(which) ? queued[Number(which) - 1] : undefined
  const fitting = queued.filter(({ id }) => id.startsWith(which)).map(({ id }) => id)
  const exact = fitting.find((id) => id === which)
  if (exact !== undefined) return exact
  if (place) return place.id
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return only
  if (fitting.length > 1)
    throw new Refused(exit.usage, 'ambiguous', `${which} fits several prompts:`, fitting)
  throw usage(
    `no prompt ${which} waits; ${queued.length === 0 ? 'the queue is empty' : `there are ${queued.length}`}`,
  )
}
