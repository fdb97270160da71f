import { OneSession } from '../../contract/response.ts'
import { recordedOf } from '../../contract/event.ts'
import { path, type Client } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import type { Context } from '../context.ts'
import { followFeed, type Wish } from '../feed.ts'
import { lane } from '../print/lane.ts'
import { screen } from '../print/screen.ts'
import { exit, noServer } from '../refused.ts'
import { sessionFollower, type SessionTold } from '../run/session-follower.ts'
import { filled, pagesAfter } from '../run/pages.ts'
import { idArg } from './act.ts'

export const logs: CommandSpec = {
  name: 'logs',
  about: "a session's transcript, from its beginning",
  args: [idArg],
  flags: [
    { flags: '-f, --follow', about: 'and go on as it grows, over restarts of the server' },
    {
      flags: '--after <seq>',
      about: 'only what came after this event',
      number: { min: 0, max: Number.MAX_SAFE_INTEGER },
    },
  ],
  examples: [
    ['signalbox logs 3f9c2a', 'the whole transcript'],
    ['signalbox logs -f 3f9c2a', 'and what comes'],
    ['signalbox logs 3f9c2a --json --after 1200', 'its events since, a line each'],
  ],
  async run(context, [id = ''], flags) {
    const client = await context.server()
    const { session } = await client.get(path('sessions', id), OneSession)
    const told = context.json ? records(context) : transcript(context, session.id)
    let last = flags.number('after') ?? 0
    for await (const events of pagesAfter(client, session.id, last)) {
      told.events(events)
      last = events.at(-1)?.seq ?? last
      await context.out.drained()
    }
    if (flags.on('follow') && !told.over()) await followed(context, client, session.id, last, told)
    told.end()
    return exit.ok
  },
}

type Told = SessionTold & { end: () => void }

function records({ out }: Context): Told {
  let over = false
  return {
    events(events) {
      for (const event of events) {
        out.record(event)
        if (event.type === 'session.closed') over = true
      }
    },
    deltas: () => undefined,
    over: () => over,
    end: () => undefined,
  }
}

function transcript({ out, columns, style }: Context, id: string): Told {
  const sheet = screen({ write: out.text, columns })
  const own = lane({ id, prefix: '', header: null }, sheet, style, { asks: true, turnEnds: true })
  let over = false
  return {
    events(events) {
      for (const json of events) {
        const event = recordedOf(json)
        own.event(event)
        if (event.type === 'session.closed') over = true
      }
    },
    deltas(deltas) {
      for (const delta of deltas) own.delta(delta)
    },
    over: () => over,
    end: own.end,
  }
}

/** Until the session is closed or removed, or Ctrl-C. */
async function followed(
  context: Context,
  client: Client,
  id: string,
  after: number,
  told: Told,
): Promise<void> {
  const over = new AbortController()
  const deaf = context.world.onInterrupt(() => over.abort())
  const follower = sessionFollower(id, after, told)
  const end = await followFeed(
    context.address,
    {
      opened: () => follower.opened(),
      frame(frame) {
        const requests = follower.frame(frame)
        if (told.over() || follower.removed) over.abort()
        return requests
      },
      async fetch(gap) {
        const wishes: Wish[] = []
        await filled(client, gap, (events, whole) => {
          wishes.push(...follower.fetched(gap, events, whole))
        })
        if (told.over()) over.abort()
        return wishes
      },
      gone: () => context.say('signalbox: server gone, waiting for it to come back…'),
      back: () => context.say('signalbox: the server is back'),
    },
    AbortSignal.any([over.signal, context.signal]),
    context.world.now,
  )
  deaf()
  if (end === 'lost') throw noServer('the server did not come back')
}
