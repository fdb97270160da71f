import { protocol, type FromRunner, type RunnerEnd, type ToRunner } from '../link/link.ts'

export type Hello = FromRunner & { type: 'hello' }

/** What a connection's frames mean to the runner. */
export type Frames = {
  hello(): Hello
  /** A server takes over, or asks for everything behind `after` again. */
  welcome(link: RunnerEnd, frame: ToRunner & { type: 'welcome' }): void
  /** From the welcomed server, in the order in which they were sent. */
  ack(frame: ToRunner & { type: 'ack' }): void
  /** False: too many; the connection is ended, and the server sends them again. */
  orders(frame: ToRunner & { type: 'orders' }): boolean
  shutdown(): void
  gone(link: RunnerEnd): void
  isLive(link: RunnerEnd): boolean
  onTrouble(message: string): void
}

/**
 * Speaks with one server until the connection ends. It only listens to the server that it welcomed last:
 * whoever connects without a welcome, to look who is there, disturbs nobody. Never rejects.
 */
export async function speak(link: RunnerEnd, runner: Frames): Promise<void> {
  try {
    link.send(runner.hello())
    for await (const batch of link.frames) for (const frame of batch) hear(link, frame, runner)
  } catch (error) {
    runner.onTrouble(`A connection failed: ${String(error)}.`)
  } finally {
    runner.gone(link)
    link.close()
  }
}

function hear(
  link: RunnerEnd,
  frame: ToRunner | { type: 'garbage'; line: string },
  runner: Frames,
): void {
  switch (frame.type) {
    case 'welcome':
      if (frame.protocol >= protocol.oldest && frame.protocol <= protocol.current)
        return runner.welcome(link, frame)
      runner.onTrouble(`The server ${frame.server} wants protocol ${frame.protocol}: unknown here.`)
      return link.close()
    case 'unwelcome':
      runner.onTrouble(
        `The server does not want this runner: ${frame.reason}. Going on without it.`,
      )
      return link.close()
    case 'garbage':
      return runner.onTrouble(`The server said what is no frame: ${frame.line.slice(0, 200)}`)
    case 'ack':
      return runner.isLive(link) ? runner.ack(frame) : undefined
    case 'orders':
      if (runner.isLive(link) && !runner.orders(frame)) link.close()
      return
    case 'shutdown':
      return runner.isLive(link) ? runner.shutdown() : undefined
  }
}
