import type { Child, Children } from './children.ts'
import { blocksText, blockText } from './content.ts'
import { recent } from '../telling/recent.ts'
import { asText, type Wire } from '../telling/wire.ts'

type Message = { child: Child | undefined; fromChild: boolean; text: string }

/** How many messages between sessions are remembered, for pieces that come later. */
const limit = 100

export type SessionMessages = {
  /**
   * Takes a message, or a piece of one, that stands in the transcript of the session `lane`.
   * `whole`: the child that it is whole for. `unknown`: it is between sessions nobody announced.
   */
  take(lane: string | undefined, wire: Wire): { whole?: Child; unknown?: true }
}

/**
 * Messages between an agent and its subagents: the parent's is what the child is asked, the child's is what
 * it gives back. Both sessions show the same message; the parent's view of it is the one that counts.
 */
export function sessionMessages(options: {
  children: Children
  /** A session's key; undefined is the agent itself, null one that nobody announced. */
  keyOf: (session: string) => string | undefined | null
  /** A child that runs already was told something. */
  onMessage: (child: Child, text: string) => void
}): SessionMessages {
  const messages = recent<Message>(limit)

  function participants(wire: Wire): { child: Child; fromChild: boolean } | undefined {
    const sender = keyed(asText(wire.senderSessionId))
    const recipient = keyed(asText(wire.recipientSessionId))
    if (typeof recipient === 'string') {
      const child = options.children.get(recipient)
      if (child && child.parent === sender) return { child, fromChild: false }
    }
    const child = typeof sender === 'string' ? options.children.get(sender) : undefined
    return child && child.parent === recipient ? { child, fromChild: true } : undefined
  }

  function keyed(session: string | undefined): string | undefined | null {
    return session === undefined ? null : options.keyOf(session)
  }

  function apply({ child, fromChild, text }: Message, lane: string | undefined): void {
    if (!child || text === '') return
    if (fromChild) {
      // What comes after its end was told is too late for that, and no part of its next run.
      if (lane === child.parent && child.phase !== 'over') child.output = text
    } else if (child.phase === 'running' && child.held === null) {
      if (lane === child.parent && child.prompt !== text) options.onMessage(child, text)
    } else if (lane === child.parent || child.prompt === undefined) {
      child.prompt = text
      child.prompted = false
    }
  }

  return {
    take(lane, wire) {
      const id = `${lane ?? ''}\n${asText(wire.messageId) ?? ''}`
      const message = messages.get(id) ?? { child: undefined, fromChild: false, text: '' }
      messages.set(id, message)

      const before = { ...message }
      Object.assign(message, participants(wire))
      // A piece has one block and goes on; a message has all of its blocks and replaces.
      const whole = Array.isArray(wire.content)
      if (whole) message.text = blocksText(wire.content)
      else message.text += blockText(wire.content)
      if (message.text !== before.text || message.child !== before.child) apply(message, lane)
      if (!message.child) return wire.senderSessionId === undefined ? {} : { unknown: true }
      return whole && message.text !== '' ? { whole: message.child } : {}
    },
  }
}
