import { nextId, settle, show, type Actor } from './actor.ts'
import { speak } from './speech.ts'

/** Things on the wire that a client must live with. */
export async function odd(
  actor: Actor,
  what: 'halfline' | 'badutf8' | 'u2028' | 'future',
): Promise<void> {
  switch (what) {
    case 'halfline':
      return halfLine(actor)
    case 'badutf8':
      return badUtf8(actor)
    case 'u2028':
      return lineSeparators(actor)
    case 'future':
      return fromTheFuture(actor)
  }
}

function messageOf(actor: Actor, text: string) {
  const update = {
    sessionUpdate: 'agent_message_chunk' as const,
    messageId: nextId(actor, 'msg'),
    content: { type: 'text' as const, text },
  }
  return {
    jsonrpc: '2.0' as const,
    method: 'session/update',
    params: { sessionId: actor.shownUnder, update },
  }
}

/** The first half of a line, and then the process is gone. */
async function halfLine(actor: Actor): Promise<void> {
  const message = messageOf(actor, 'The last thing that this agent wanted to say is cut off.')
  const line = Buffer.from(JSON.stringify(message))
  actor.cast.truth.record(message, { torn: true })
  await actor.cast.audience.raw(line.subarray(0, Math.floor(line.length / 2)))
  await actor.cast.die({ code: 1 })
}

/** A line whose text holds a byte that no UTF-8 has, a lone continuation byte and a cut off character. */
async function badUtf8(actor: Actor): Promise<void> {
  const mark = '@@'
  const [before = '', after = ''] = JSON.stringify(
    messageOf(actor, `The file is Latin-1: caf${mark} stands in its first line.`),
  ).split(mark)
  const bad = Buffer.from([0xe9, 0x80, 0xff, 0xe2, 0x82])
  const line = Buffer.concat([Buffer.from(before), bad, Buffer.from(`${after}\n`)])
  actor.cast.truth.record(JSON.parse(line.toString()), { bytes: line.toString('base64') })
  await actor.cast.audience.raw(line)
}

/** Line and paragraph separators: characters of a JSON text like all others, not the end of a line. */
async function lineSeparators(actor: Actor): Promise<void> {
  await speak(actor, 'agent_message_chunk', 'One\u2028two\u2029three\u0085four: still one line.')
}

/** An update and a notification that this version of the protocol does not know. */
async function fromTheFuture(actor: Actor): Promise<void> {
  const update = { sessionUpdate: 'hologram_update', depth: 3, layers: ['base', 'light'] }
  await actor.cast.audience.notify('session/update', { sessionId: actor.shownUnder, update })
  await actor.cast.audience.notify('session/hologram', { sessionId: actor.shownUnder, on: true })
  const known = messageOf(actor, 'An update with fields of a later version is still an update.')
  const later = { ...known.params.update, weight: 0.4, _meta: { 'example.dev/later': true } }
  await show(actor, later)
  settle(actor, later)
}
