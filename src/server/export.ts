import { setImmediate as nextTurn } from 'node:timers/promises'
import { eventJson } from '../contract/event.ts'
import { iso } from '../contract/session.ts'
import type { ServerWorld } from './world.ts'

const pageSize = 500

/**
 * The log as of now, a line an event, behind one header line; only of `sessions` where given. A page is
 * read when the reader has taken the one before: memory does not grow with the log.
 */
export function exportStream(
  { store, version, now }: Pick<ServerWorld, 'store' | 'version' | 'now'>,
  sessions: ReadonlySet<string> | null,
): ReadableStream<Uint8Array> {
  const until = store.lastSeq()
  const encoder = new TextEncoder()
  let after = 0
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const header = { type: 'export', version, at: iso(now()), seq: until }
      controller.enqueue(encoder.encode(`${JSON.stringify(header)}\n`))
    },
    async pull(controller) {
      let lines = ''
      for (; lines === ''; await nextTurn()) {
        const page = store.readAfter(after, pageSize).filter(({ seq }) => seq <= until)
        const last = page.at(-1)
        if (last === undefined) return controller.close()
        after = last.seq
        for (const event of page)
          if (!sessions || sessions.has(event.sessionId))
            lines += `${JSON.stringify(eventJson(event))}\n`
      }
      controller.enqueue(encoder.encode(lines))
    },
  })
}
