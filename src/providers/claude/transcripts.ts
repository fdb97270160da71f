import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { lineSplitter } from '../../process/lines.ts'
import { asNumber, asObject, type Wire } from '../telling/wire.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where Claude Code keeps what was said in the sessions of a folder. */
function folderOf(env: Env, cwd: string): string {
  const home = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? env.USERPROFILE ?? '', '.claude')
  return join(home, 'projects', cwd.replaceAll(/[^a-zA-Z0-9]/g, '-'))
}

export function transcriptFile(env: Env, cwd: string, session: string): string {
  return join(folderOf(env, cwd), `${session}.jsonl`)
}

/** Where it keeps what the subagents of a session said. */
export function subagentFile(env: Env, cwd: string, session: string, agent: string): string {
  return join(folderOf(env, cwd), session, 'subagents', `agent-${agent}.jsonl`)
}

/**
 * The total that a session saved with its transcript (USD), from which a fork of it goes on counting; 0: none.
 * Measured: it is saved when a process ends, not after each turn.
 */
export async function savedCost(file: string): Promise<number> {
  let saved = 0
  await eachLine(file, (line) => {
    if (line.type === 'cost-state') saved = asNumber(line.totalCostUSD) ?? saved
  })
  return saved
}

/** Gives every whole line of a transcript that can be read. One that is not there has none. */
export async function eachLine(file: string, take: (line: Wire) => void): Promise<void> {
  if (!existsSync(file)) return
  const splitter = lineSplitter()
  const read = (text: string): void => {
    const line = asObject(parsed(text))
    if (line) take(line)
  }
  try {
    for await (const chunk of createReadStream(file))
      for (const { text } of splitter.push(chunk)) read(text)
    for (const { text } of splitter.end()) read(text)
  } catch {
    // It was taken away meanwhile: what was read of it counts.
    return
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A line that is not whole yet counts for nothing.
    return undefined
  }
}
