import { z } from 'zod'

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
  content: z.unknown().optional(),
  source: z.looseObject({ media_type: z.string(), data: z.string() }).optional(),
})

const Message = z.object({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string(), z.array(Block)]),
})

/** The part of a request to the Messages API that a script looks at. */
export const MessagesRequest = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  max_tokens: z.number().optional(),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
  messages: z.array(Message).min(1),
})
export type MessagesRequest = z.infer<typeof MessagesRequest>
type Message = z.infer<typeof Message>
type Block = z.infer<typeof Block>

export function blocksOf({ content }: Message): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

/** Whether a request only wants to know that there is such a model. */
export function isTry({ max_tokens, stream, messages }: MessagesRequest): boolean {
  const [only, ...more] = messages.flatMap(blocksOf)
  return max_tokens === 1 && !stream && more.length === 0 && only?.text === 'Hi'
}

/** What the harness adds to a message is not what a person wrote. */
const added = /<(task-notification|system-reminder)>[^]*?<\/\1>/g

/** A prompt that came in mid-turn stands in the result of a call. */
const pushed = /sent a new message while you were working:\n([^]*?)\n\n/

function written(message: Message): string {
  const blocks = blocksOf(message)
  const results = blocks.flatMap(({ content }) => (typeof content === 'string' ? [content] : []))
  return [
    ...blocks.map(({ text = '' }) => text.replaceAll(added, '')),
    ...results.map((result) => pushed.exec(result)?.[1] ?? ''),
  ].join('\n')
}

/** Which scenario a request is part of, and how many answers of it the history holds already. */
export function placeOf({ messages }: MessagesRequest): { name: string; step: number } | null {
  let place: { name: string; step: number } | null = null
  let before = 'user'
  for (const message of messages) {
    if (message.role === 'user') {
      const name = [...written(message).matchAll(/play:([\w-]+)/g)].at(-1)?.[1]
      if (name !== undefined) place = { name, step: 0 }
    } else if (message.role === 'assistant' && before !== 'assistant' && place) place.step += 1
    if (message.role !== 'system') before = message.role
  }
  return place
}

/** Ids of calls that the history shows without a result. */
export function unanswered({ messages }: MessagesRequest): string[] {
  const open = new Set<string>()
  for (const message of messages)
    for (const block of blocksOf(message)) {
      if (block.type === 'tool_use' && block.id !== undefined) open.add(block.id)
      if (block.type === 'tool_result') open.delete(block.tool_use_id ?? '')
    }
  return [...open]
}

/** The texts of the newest results. */
export function newestResults({ messages }: MessagesRequest): string[] {
  const last = messages.findLast((message) =>
    blocksOf(message).some(({ type }) => type === 'tool_result'),
  )
  return last
    ? blocksOf(last)
        .filter(({ type }) => type === 'tool_result')
        .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
    : []
}

/** All text of the newest message of the user. */
export function newestPrompt({ messages }: MessagesRequest): string {
  const last = messages.findLast(({ role }) => role === 'user')
  return last
    ? blocksOf(last)
        .map(({ text = '' }) => text)
        .join('\n')
    : ''
}

/** The pictures that the newest message of the user shows. */
export function newestPictures({ messages }: MessagesRequest): { type: string; bytes: number }[] {
  const last = messages.findLast(({ role }) => role === 'user')
  return (last ? blocksOf(last) : []).flatMap(({ type, source }) =>
    type === 'image' && source
      ? { type: source.media_type, bytes: Buffer.from(source.data, 'base64').length }
      : [],
  )
}
