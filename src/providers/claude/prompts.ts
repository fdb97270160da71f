import type { SdkPrompt } from './sdk.ts'

export type Prompts = AsyncIterable<SdkPrompt> & {
  push(text: string, uuid: string): void
  /** No more will come. */
  end(): void
}

/** Prompts as a stream that stays open: the SDK reads them as they come. */
export function prompts(): Prompts {
  const waiting: SdkPrompt[] = []
  let over = false
  let more = Promise.withResolvers<void>()
  return {
    push(text, uuid) {
      waiting.push({
        type: 'user',
        message: { role: 'user', content: text },
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
