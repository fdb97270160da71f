import { randomUUID } from 'node:crypto'
import type { Provider } from '../provider.ts'
import { startAgent, type Outside } from './agent.ts'

/** Variables that Claude Code's documentation names; a name that ends in `*` stands for all that begin so. */
const variables = [
  'ANTHROPIC_*',
  'CLAUDE_CODE_*',
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_ENV_FILE',
  'DISABLE_AUTOUPDATER',
  'DISABLE_TELEMETRY',
  'DISABLE_ERROR_REPORTING',
  'DISABLE_PROMPT_CACHING',
  'MAX_THINKING_TOKENS',
  'MAX_MCP_OUTPUT_TOKENS',
  'MCP_TIMEOUT',
  'MCP_TOOL_TIMEOUT',
  'BASH_DEFAULT_TIMEOUT_MS',
  'BASH_MAX_TIMEOUT_MS',
  'BASH_MAX_OUTPUT_LENGTH',
  'API_TIMEOUT_MS',
  'AWS_*',
  'CLOUD_ML_REGION',
  'VERTEX_REGION_*',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CLOUD_PROJECT',
]

const here: Outside = { now: Date.now, newUuid: randomUUID, uid: process.getuid?.() }

/**
 * Claude Code, driven through the Claude Agent SDK. The first word of its command is the path of the SDK's
 * module, the second that of the `claude` program; without it the SDK uses its own.
 */
export function claudeProvider(outside: Partial<Outside> = {}): Provider {
  return {
    name: 'claude',
    env: variables,
    loadsModule: true,
    start: (options) => startAgent(options, { ...here, ...outside }),
  }
}
