import type { Permission } from '../../core/ask.ts'
import type { StartOptions } from '../provider.ts'
import type { SdkOptions, SdkPermissionMode } from './sdk.ts'

const modes: Record<Permission, SdkPermissionMode> = {
  ask: 'default',
  'accept-edits': 'acceptEdits',
  plan: 'plan',
  bypass: 'bypassPermissions',
}

/**
 * Claude Code's word for a permission. Only one that was started to bypass can be told to later: any other goes
 * on asking, and is allowed all by whoever answers in the person's place.
 */
export function modeFor(permission: Permission, started: Permission): SdkPermissionMode {
  return permission === 'bypass' && started !== 'bypass' ? modes.ask : modes[permission]
}

/** Says in the environment of its processes which SDK a Claude Code was started with. */
export const sdkMark = 'SIGNALBOX_SDK'

/** What stands against a permission, in one line; null: nothing. */
export function hindrance(
  options: Pick<StartOptions, 'permission' | 'env'>,
  uid: number | undefined,
): string | null {
  if (options.permission !== 'bypass' || uid !== 0 || options.env.IS_SANDBOX === '1') return null
  return 'Claude Code does not bypass permissions for root: choose another permission, or run as another user.'
}

/** Claude Code as in the person's own terminal: its system prompt, their settings, CLAUDE.md, servers and login. */
export function sdkOptions(
  options: StartOptions,
  session: string,
  parts: Pick<SdkOptions, 'canUseTool' | 'spawnClaudeCodeProcess'>,
): SdkOptions {
  const { cwd, env, permission, model, resume, fork, spec } = options
  const program = spec.command[1]
  return {
    cwd,
    env: {
      ...withoutCaller(env),
      CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1',
      ...(spec.command[0] !== undefined && { [sdkMark]: spec.command[0] }),
    },
    ...(model !== null && { model }),
    ...(resume !== null && { resume }),
    ...((resume === null || fork) && { sessionId: session }),
    ...(fork && { forkSession: true }),
    ...(program !== undefined && { pathToClaudeCodeExecutable: program }),
    systemPrompt: { type: 'preset', preset: 'claude_code' },
    settingSources: ['user', 'project', 'local'],
    // Always set: left out, it can mean that Claude Code decides by itself.
    permissionMode: modes[permission],
    ...(permission === 'bypass' && { allowDangerouslySkipPermissions: true }),
    includePartialMessages: true,
    forwardSubagentText: true,
    // We stop a subagent alone: so an interrupt spares those in the background.
    perTaskStopAffordance: true,
    ...parts,
  }
}

/** What a Claude Code around us says to the programs it runs is not meant for this one. */
function withoutCaller(env: Readonly<Record<string, string>>): Record<string, string> {
  const callers = ['CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CLAUDE_CODE_SESSION_ID']
  return Object.fromEntries(Object.entries(env).filter(([name]) => !callers.includes(name)))
}
