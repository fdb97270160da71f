import { readFileSync } from 'node:fs'
import type { Attachment } from '../../core/event.ts'
import type { SdkContent, SdkPrompt } from './sdk.ts'

export type Prompts = AsyncIterable<SdkPrompt> & {
  push(text: string, uuid: string, attachments?: readonly Attachment[]): void
  /** No more will come. */
  end(): void
}

/** Prompts as a stream that stays open: the SDK reads them as they come. */
export function prompts(): Prompts {
  const waiting: SdkPrompt[] = []
  let over = false
  let more = Promise.withResolvers<void>()
  return {
    push(text, uuid, attachments = []) {
      waiting.push({
        type: 'user',
        message: { role: 'user', content: contentOf(text, attachments) },
        parent_tool_use_id: null,
        session_id: '',
        uuid,
      })
      more.resolve()
    },
    end() {
      over = true
      more.resolve()
    },
    async *[Symbol.asyncIterator]() {
      while (!over) {
        for (let next = waiting.shift(); next; next = waiting.shift()) yield next
        await more.promise
        more = Promise.withResolvers()
      }
    },
  }
}

/** Pictures are shown to the model; of every other file it is told the path, and can read it. */
function contentOf(text: string, attachments: readonly Attachment[]): string | SdkContent[] {
  if (attachments.length === 0) return text
  return [
    { type: 'text', text },
    ...attachments.map(
      (one): SdkContent => pictureOf(one) ?? { type: 'text', text: `Attached: ${one.path}` },
    ),
  ]
}

function pictureOf({ path, image }: Attachment): SdkContent | null {
  if (image === undefined) return null
  try {
    const data = readFileSync(path).toString('base64')
    return { type: 'image', source: { type: 'base64', media_type: image, data } }
  } catch {
    // Gone since it was attached: its path says at least which one was meant.
    return null
  }
}
