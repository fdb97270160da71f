import { recordedOf } from '../../contract/event.ts'
import { sessionJson, type SessionJson } from '../../contract/session.ts'
import type { Outcome } from '../../core/report.ts'
import { Anything, path, type Client } from '../client.ts'
import type { Context } from '../context.ts'
import { followFeed } from '../feed.ts'
import { screen } from '../print/screen.ts'
import { exit, messageOf, noServer, Refused } from '../refused.ts'
import { asker, type Asker, type Reply } from './asker.ts'
import { interrupts } from './interrupt.ts'
import { exitCodeOf, promptWatch } from './outcome.ts'
import { filled } from './pages.ts'
import { pendingIn, type Pending } from './pending.ts'
import { treeFollower } from './tree.ts'
import { treeView } from './tree-view.ts'

/** What came of following a session. `left`: it goes on without us. */
export type Followed = {
  outcome: Outcome | 'needs-answer' | 'left'
  exitCode: number
  /** What waits, for `needs-answer`. */
  pending: readonly Pending[]
  /** The session as it stands now, and how many subagents there are below it, at any depth. */
  session: SessionJson
  subagents: number
}

/**
 * Follows one prompt of a session until its turn and all it left in the background are over,
 * printing as it goes. `after`: events up to this seq are not told.
 */
export async function follow(
  context: Context,
  server: Client,
  session: SessionJson,
  prompt: string | null,
  after: number,
  interactive: boolean,
): Promise<Followed> {
  const { world, json, out, style } = context
  const over = new AbortController()
  const { promise, resolve, reject } =
    Promise.withResolvers<Omit<Followed, 'session' | 'subagents'>>()
  const watch = promptWatch(session.id, prompt)
  const sheet = screen({
    write: out.text,
    get columns() {
      return context.columns
    },
  })
  const view = json ? null : treeView(session.id, sheet, style, { asks: false, now: world.now })
  const say = (line: string) => sheet.beside(() => context.say(line))
  let person: Asker | null = null

  const follower = treeFollower(session.id, after, {
    events(events) {
      for (const event of events) {
        if (json) out.record(event)
        watch.event(recordedOf(event))
      }
      view?.events(events, follower.tree)
    },
    deltas: (deltas) => view?.deltas(deltas, follower.tree),
    removed(sessions) {
      if (sessions.includes(session.id))
        reject(new Refused(exit.stopped, 'removed', `session ${session.id} was removed`))
    },
  })

  async function answer({ ask, session: asking }: Pending, reply: Reply) {
    try {
      await server.send('POST', path('approvals', ask.id), reply, Anything)
    } catch (error) {
      // Somebody else was faster, or it ended meanwhile: the transcript says which.
      say(`signalbox: the answer to "${asking.title}" was not taken: ${messageOf(error)}`)
    }
  }

  function look() {
    if (follower.behind) return
    const pending = pendingIn(follower.tree, session.id)
    if (person) person.sync(pending)
    else if (!interactive && pending.length > 0)
      return resolve({ outcome: 'needs-answer', exitCode: exit.needsAnswer, pending })
    const outcome = watch.outcome(follower.tree)
    if (outcome !== null) resolve({ outcome, exitCode: exitCodeOf(outcome), pending: [] })
  }

  const pressed = interrupts(server, session.id, say, () =>
    resolve({ outcome: 'left', exitCode: exit.stopped, pending: [] }),
  )
  const deaf = world.onInterrupt(pressed)
  if (interactive)
    person = asker({
      stdin: world.stdin,
      now: world.now,
      screen: sheet,
      style,
      answer: (pending, reply) => void answer(pending, reply),
      interrupt: pressed,
    })

  const ticking = setInterval(() => view?.tick(follower.tree), 1000)
  const feed = followFeed(
    context.address,
    {
      opened: () => follower.opened(),
      frame(frame) {
        const requests = follower.frame(frame)
        look()
        return requests
      },
      async fetch(gap) {
        await filled(server, gap, (events, whole) => follower.fetched(gap, events, whole))
        look()
        return []
      },
      gone: () => say('signalbox: server gone, waiting for it to come back…'),
      back: () => say('signalbox: the server is back'),
    },
    AbortSignal.any([over.signal, context.signal]),
    world.now,
  ).then((end) => {
    if (end === 'lost')
      throw noServer(
        `the server did not come back; the session goes on under its runner: signalbox run --resume ${session.id}`,
      )
  })

  try {
    // The feed ends by itself only where nobody reads the output any more.
    const end = await Promise.race([promise, feed.then(() => unread())])
    const { tree } = follower
    const now = tree.get(session.id)
    return {
      ...end,
      session: now ? sessionJson(tree, now, world.now()) : session,
      subagents: tree.descendants(session.id).length,
    }
  } finally {
    over.abort()
    clearInterval(ticking)
    person?.close()
    deaf()
    view?.end()
  }
}

function unread(): never {
  throw new Refused(exit.ok, 'unread', 'nobody reads the output')
}
