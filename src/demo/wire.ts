import { Readable } from 'node:stream'
import { ndJsonStream, type AnyMessage, type Stream } from '@agentclientprotocol/sdk/unstable'
import { part, type Truth } from './truth.ts'

/** Our end of the wire. `raw` sends bytes past the protocol's library, in order with everything else. */
export type Wire = { stream: Stream; raw: (bytes: Uint8Array) => Promise<void> }

/**
 * The protocol over a pair of byte streams. Every message is in the truth log before its first byte
 * is sent, and the next one waits until the system took it: a reader that stops reading stops us.
 */
export function truthfulWire(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  truth: Truth,
): Wire {
  function raw(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      output.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  }

  const bytes = ndJsonStream(
    new WritableStream<Uint8Array>({ write: raw }),
    Readable.toWeb(input) as ReadableStream<Uint8Array>,
  )
  const sender = bytes.writable.getWriter()
  const readable = bytes.readable.pipeThrough(
    new TransformStream<AnyMessage, AnyMessage>({
      transform(message, controller) {
        if ('method' in message && 'id' in message) {
          const session = part(message.params, 'sessionId')
          if (typeof session === 'string') truth.asked(message.id, session)
        }
        controller.enqueue(message)
      },
    }),
  )
  const writable = new WritableStream<AnyMessage>({
    write(message) {
      truth.record(message)
      return sender.write(message)
    },
  })
  return { stream: { readable, writable }, raw }
}
