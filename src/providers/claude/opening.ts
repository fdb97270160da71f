import type { Can } from '../../core/report.ts'
import { asObject, asObjects, asText } from '../telling/wire.ts'

/** What the agent says of itself before the first prompt. */
export type Opening = {
  session: string
  continuity: 'new' | 'same' | 'fork'
  cwd: string
  model?: string
  mode?: string
  version?: string
  commands: string[]
  /** What its total holds already that is another session's. */
  spentUsd?: number
}

export const claudeCan: Can = {
  resume: true,
  steer: true,
  stopChild: true,
  image: true,
  switch: { model: true, permission: true },
  fork: true,
}

/**
 * Reads the answer to the SDK's first request. That there is one proves a session that was to be resumed:
 * of an unknown one Claude Code tells an error and ends instead.
 */
export function openingOf(
  answer: unknown,
  asked: Pick<Opening, 'session' | 'continuity' | 'cwd'> & {
    model: string | null
    spentUsd: number | null
  },
): Opening {
  const told = asObject(answer) ?? {}
  const models = asObjects(told.models)
  const usual = asText(models.find(({ value }) => value === 'default')?.resolvedModel)
  const model = asked.model ?? usual
  const mode = asText(told.current_permission_mode)
  const version = asText(told.claude_code_version)
  return {
    session: asked.session,
    continuity: asked.continuity,
    cwd: asked.cwd,
    ...(model !== undefined && { model }),
    ...(mode !== undefined && { mode }),
    ...(version !== undefined && { version }),
    ...(asked.spentUsd !== null && { spentUsd: asked.spentUsd }),
    commands: asObjects(told.commands).flatMap(({ name }) => asText(name) ?? []),
  }
}
