import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ToldUsage } from '../../core/usage.ts'
import { lineSplitter } from '../../process/lines.ts'
import { asObject, asText } from '../acp/wire.ts'
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

/**
 * What a subagent used, summed over its own transcript: the messages on the wire tell only its last request.
 * A request is in the file once a content block; its last line has the final count. Undefined where the file
 * is not there or says nothing.
 */
export async function subagentUsage(file: string): Promise<ToldUsage | undefined> {
  if (!existsSync(file)) return undefined
  const requests = new Map<string, Required<Omit<ToldUsage, 'costUsd'>>>()
  const splitter = lineSplitter()
  const take = (text: string): void => {
    const message = asObject(asObject(parsed(text))?.message)
    const id = asText(message?.id)
    if (id === undefined || message?.usage === undefined) return
    const {
      inputTokens = 0,
      outputTokens = 0,
      cacheReadTokens = 0,
      cacheWriteTokens = 0,
    } = tokensOf(message.usage)
    requests.set(id, { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens })
  }
  try {
    for await (const chunk of createReadStream(file))
      for (const { text } of splitter.push(chunk)) take(text)
    for (const { text } of splitter.end()) take(text)
  } catch {
    // It was taken away meanwhile: its count is not known then.
    return undefined
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A line that is not whole yet counts for nothing.
    return undefined
  }
}
