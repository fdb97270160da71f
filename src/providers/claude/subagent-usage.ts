import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ToldUsage } from '../../core/usage.ts'
import { setTimeout } from 'node:timers/promises'
import { lineSplitter } from '../../process/lines.ts'
import { asObject, asText } from '../telling/wire.ts'
import { tokensOf } from './outcome.ts'

/** Where Claude Code keeps what the subagents of a session said. */
export function subagentFile(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  session: string,
  agent: string,
): string {
  const home = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? env.USERPROFILE ?? '', '.claude')
  const project = cwd.replaceAll(/[^a-zA-Z0-9]/g, '-')
  return join(home, 'projects', project, session, 'subagents', `agent-${agent}.jsonl`)
}

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
  if (!existsSync(file)) return requests
  const splitter = lineSplitter()
  const take = (text: string): void => {
    const message = asObject(asObject(parsed(text))?.message)
    const id = asText(message?.id)
    if (id === undefined || message?.usage === undefined) return
    const tokens = tokensOf(message.usage)
    const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = tokens
    requests.set(id, { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens })
  }
  try {
    for await (const chunk of createReadStream(file))
      for (const { text } of splitter.push(chunk)) take(text)
    for (const { text } of splitter.end()) take(text)
  } catch {
    // It was taken away meanwhile: what was read of it counts.
    return requests
  }
  return requests
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A line that is not whole yet counts for nothing.
    return undefined
  }
}
