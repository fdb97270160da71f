import type { FeedFrame } from '../contract/feed.ts'
import type { Delta } from '../core/report.ts'
import type { Change } from '../dispatcher/dispatcher.ts'
import { runnerJson } from './json.ts'
import type { Socket } from './outlet.ts'
import { printed } from './printed.ts'
import { projectsFrame } from './snapshot.ts'
import { subscriber, type Subscriber } from './subscriber.ts'
import type { ServerWorld } from './world.ts'

/** What is recorded, carried to whoever follows it. */
export type Feed = {
  connect(socket: Socket): Pick<Subscriber, 'receive' | 'close'>
  clients(): number
  /** Lets go of the dispatcher and of all clients. */
  close(): void
}

type Needs = Pick<
  ServerWorld,
  'dispatcher' | 'store' | 'projects' | 'later' | 'version' | 'newId' | 'log'
>

/** Removals are remembered for clients that come back after them; the newest of so many. */
const mostRemovals = 1000

export function feed(world: Needs): Feed {
  const { dispatcher, log } = world
  const clients = new Map<Subscriber, Socket>()
  const removals: { seq: number; sessions: readonly string[] }[] = []
  /** Names this start of the server. */
  const server = world.newId()

  function each(tell: (client: Subscriber) => void) {
    for (const [client, socket] of clients) {
      try {
        tell(client)
      } catch (error) {
        give(client, socket, error)
      }
    }
  }

  /** A client that cannot be served must not take the others with it. */
  function give(client: Subscriber, socket: Socket, error: unknown) {
    log('error', 'A client of the feed was let go: it could not be served', { error })
    client.close()
    clients.delete(client)
    socket.close(1011, 'something broke here')
  }

  const unlisten = dispatcher.listen((change: Change) => {
    switch (change.type) {
      case 'recorded': {
        const events = change.events.map(printed)
        return each((client) => client.events(events))
      }
      case 'deltas':
        for (const delta of change.deltas) carry(delta)
        return
      case 'removed': {
        const { sessions } = change
        removals.push({ seq: dispatcher.seq(), sessions })
        if (removals.length > mostRemovals) removals.shift()
        return each((client) => client.removed(sessions))
      }
      case 'runner':
        return tell({ type: 'runner', runner: runnerJson(change.runner) }, 'fleet')
      case 'notice':
        return tell(change, 'fleet')
      case 'saving':
        return tell(change, 'all')
    }
  })

  const forget = world.projects.listen(() => tell(projectsFrame(world), 'fleet'))

  function tell(frame: FeedFrame, to: 'fleet' | 'all') {
    each((client) => client.tell(frame, to))
  }

  function carry(delta: Delta) {
    const { child, ...rest } = delta
    const session =
      child === undefined ? delta.session : dispatcher.fleet.childOf(delta.session, child)?.id
    // The subagent is not known yet: its recorded text will be.
    if (session === undefined) return
    let json: string | undefined
    const text = () => (json ??= JSON.stringify({ ...rest, session }))
    each((client) => client.delta(session, text))
  }

  return {
    connect(socket) {
      const client = subscriber(
        {
          ...world,
          removedSince: (seq) =>
            removals.filter((one) => one.seq >= seq).flatMap((one) => one.sessions),
          failed: (error) => give(client, socket, error),
        },
        socket,
      )
      const hello: FeedFrame = {
        type: 'hello',
        version: world.version,
        server,
        seq: dispatcher.seq(),
      }
      socket.send(Buffer.from(JSON.stringify(hello)), () => {})
      clients.set(client, socket)
      return {
        receive(text) {
          try {
            client.receive(text)
          } catch (error) {
            give(client, socket, error)
          }
        },
        close() {
          client.close()
          clients.delete(client)
        },
      }
    },
    clients: () => clients.size,
    close() {
      unlisten()
      forget()
      for (const [client, socket] of clients) {
        client.close()
        socket.close(1001, 'the server stops')
      }
      clients.clear()
    },
  }
}
