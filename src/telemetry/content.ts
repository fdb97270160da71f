import { clipped } from '../core/clause.ts'
import type { Recorded } from '../core/event.ts'
import { grown, type Item } from '../core/item.ts'
import { putNewest } from './newest.ts'
import type { Attributes } from './span.ts'

const longestText = 16 * 1024
const mostPrompts = 1000
const mostMessages = 100

/** What people and agents said, kept only where content was asked for. Bounded in size. */
export type Content = {
  take(event: Recorded): void
  /** The messages of a session's turn, as the conventions write them; forgets what the agent said in it. */
  ofTurn(session: string, prompt: string | null): Attributes
  ofCall(item: Item & { kind: 'tool' }): Attributes
  forget(session: string): void
}

export const noContent: Content = {
  take: () => undefined,
  ofTurn: () => ({}),
  ofCall: () => ({}),
  forget: () => undefined,
}

export function content(): Content {
  const prompts = new Map<string, string>()
  const messages = new Map<string, Map<string, Item>>()

  function keepPrompt(id: string, text: string) {
    putNewest(prompts, id, clipped(text, longestText), mostPrompts)
  }

  function keepItem(session: string, item: Item) {
    if (item.kind !== 'message') return
    const its = messages.get(session) ?? new Map<string, Item>()
    // In the order in which they were begun.
    if (!its.has(item.id) && its.size >= mostMessages) return
    messages.set(session, its.set(item.id, { ...item, text: clipped(item.text, longestText) }))
  }

  return {
    take(event) {
      const { sessionId: session } = event
      // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- nothing is said by the others
      switch (event.type) {
        case 'prompt.queued':
          return keepPrompt(event.prompt.id, event.prompt.text)
        case 'prompt.edited':
          return keepPrompt(event.id, event.text)
        case 'prompt.dropped':
          return void prompts.delete(event.id)
        case 'item.set':
          return keepItem(session, event.item)
        case 'item.grew': {
          const before = messages.get(session)?.get(event.id)
          if (before && event.offset < longestText)
            keepItem(session, grown(before, event.offset, event.text, event.settled))
          return
        }
        default:
      }
    },
    ofTurn(session, prompt) {
      const asked = prompt === null ? undefined : prompts.get(prompt)
      const said = [...(messages.get(session)?.values() ?? [])]
        .map((item) => (item.kind === 'message' ? item.text : ''))
        .join('\n\n')
      messages.delete(session)
      if (prompt !== null) prompts.delete(prompt)
      return {
        ...(asked !== undefined && { 'gen_ai.input.messages': spoken('user', asked) }),
        ...(said !== '' && { 'gen_ai.output.messages': spoken('assistant', said) }),
      }
    },
    ofCall: ({ input, output, title }) => ({
      'signalbox.tool.title': clipped(title, 200),
      ...(input !== undefined && { 'gen_ai.tool.call.arguments': asJson(input) }),
      ...(output !== undefined && { 'gen_ai.tool.call.result': clipped(output, longestText) }),
    }),
    forget: (session) => void messages.delete(session),
  }
}

function spoken(role: 'user' | 'assistant', text: string): string {
  return asJson([{ role, parts: [{ type: 'text', content: clipped(text, longestText) }] }])
}

function asJson(value: unknown): string {
  return clipped(JSON.stringify(value) ?? '', longestText * 2)
}
