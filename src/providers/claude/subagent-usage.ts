import type { ToldUsage } from '../../core/usage.ts'
import { setTimeout } from 'node:timers/promises'
import { asObject, asText } from '../telling/wire.ts'
import { tokensOf } from './outcome.ts'
import { eachLine } from './transcripts.ts'

type Tokens = Required<Omit<ToldUsage, 'costUsd'>>

/** How often, and how far apart, an answer is looked for that was told and is not in the file yet. */
const looks = 200
const pauseMs = 50

/**
 * What a subagent used, summed over its own transcript: the messages on the wire tell only its last request.
 * `last` is the answer it told last: Claude Code writes the file a moment after it tells. Undefined where
 * the file is not there or says nothing. `over`: nothing will be written any more.
 */
export async function subagentUsage(
  file: string,
  last: string | undefined,
  over: () => boolean = () => false,
): Promise<ToldUsage | undefined> {
  let requests = await requestsIn(file)
  for (let look = 1; look < looks && last !== undefined && !requests.has(last); look += 1) {
    if (over()) break
    await setTimeout(pauseMs)
    requests = await requestsIn(file)
  }
  if (requests.size === 0) return undefined
  const sum = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }
  for (const request of requests.values()) {
    sum.inputTokens += request.inputTokens
    sum.outputTokens += request.outputTokens
    sum.cacheReadTokens += request.cacheReadTokens
    sum.cacheWriteTokens += request.cacheWriteTokens
  }
  return sum
}

/** The requests of a transcript. One is there once a content block; its last line has the final count. */
async function requestsIn(file: string): Promise<Map<string, Tokens>> {
  const requests = new Map<string, Tokens>()
  await eachLine(file, (line) => {
    const message = asObject(line.message)
    const id = asText(message?.id)
    if (id === undefined || message?.usage === undefined) return
    const tokens = tokensOf(message.usage)
    const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = tokens
    requests.set(id, { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens })
  })
  return requests
}
