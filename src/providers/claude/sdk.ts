import { createRequire } from 'node:module'
import type { Readable, Writable } from 'node:stream'

/*
 * The part of the Claude Agent SDK that is used here. The SDK is the person's to install and is loaded when
 * an agent starts, so these types describe it; what it tells is read leniently all the same.
 */

export type SdkContent =
  | { type: 'text'; text: string }
  | { type: 'image'; source: { type: 'base64'; media_type: string; data: string } }

/** A prompt as the SDK takes it. `uuid` comes back in its `command_lifecycle` messages. */
export type SdkPrompt = {
  type: 'user'
  message: { role: 'user'; content: string | SdkContent[] }
  parent_tool_use_id: null
  session_id: string
  uuid: string
}

export type SdkPermissionMode = 'default' | 'acceptEdits' | 'bypassPermissions' | 'plan'

export type SdkPermissionResult =
  | {
      behavior: 'allow'
      updatedInput: Record<string, unknown>
      decisionClassification: 'user_temporary'
    }
  | { behavior: 'deny'; message: string; decisionClassification: 'user_reject' }

/** What is told of a call that needs an answer; `agentID` is the subagent's. */
export type SdkAskContext = {
  signal: AbortSignal
  toolUseID: string
  agentID?: string
  title?: string
  description?: string
}

/** What the SDK listens with: for `exit` with code and signal, for `error` with the error. */
export type Listener = (...told: unknown[]) => void

/** The process as the SDK wants to see it. */
export type SdkProcess = {
  stdin: Writable
  stdout: Readable
  readonly killed: boolean
  readonly exitCode: number | null
  readonly signalCode: NodeJS.Signals | null
  kill(signal: NodeJS.Signals): boolean
  on(event: string, listener: Listener): void
  once(event: string, listener: Listener): void
  off(event: string, listener: Listener): void
}

export type SdkOptions = {
  cwd: string
  /** The whole environment: nothing else is inherited. */
  env: Record<string, string>
  model?: string
  resume?: string
  /** With `resume`: goes on from a copy of it, under `sessionId`. */
  forkSession?: boolean
  sessionId?: string
  pathToClaudeCodeExecutable?: string
  systemPrompt: { type: 'preset'; preset: 'claude_code' }
  settingSources: ('user' | 'project' | 'local')[]
  permissionMode: SdkPermissionMode
  allowDangerouslySkipPermissions?: boolean
  includePartialMessages: boolean
  forwardSubagentText: boolean
  perTaskStopAffordance: boolean
  canUseTool: (
    tool: string,
    input: Record<string, unknown>,
    context: SdkAskContext,
  ) => Promise<SdkPermissionResult>
  spawnClaudeCodeProcess: (how: {
    command: string
    args: string[]
    cwd?: string
    env: Record<string, string | undefined>
  }) => SdkProcess
}

/** One live conversation. Iterating it throws when the process is gone, and after some errors it told. */
export type SdkQuery = AsyncIterable<unknown> & {
  interrupt(): Promise<unknown>
  stopTask(task: string): Promise<void>
  setModel(model: string): Promise<void>
  setPermissionMode(mode: SdkPermissionMode): Promise<void>
  /** Resolves before the first prompt; rejects when the session asked for is not known. */
  initializationResult(): Promise<unknown>
}

export type Sdk = {
  query(how: { prompt: AsyncIterable<SdkPrompt>; options: SdkOptions }): SdkQuery
}

/** Loads the SDK by the path of its module. Throws where there is none. */
export function loadSdk(path: string): Sdk {
  // Loaded at once, not awaited: an agent's process id is known as soon as it was started.
  const loaded: unknown = createRequire(import.meta.url)(path)
  if (!isSdk(loaded)) throw new Error(`${path} is not the Claude Agent SDK: it has no query()`)
  return loaded
}

function isSdk(value: unknown): value is Sdk {
  return (
    typeof value === 'object' &&
    value !== null &&
    'query' in value &&
    typeof value.query === 'function'
  )
}
