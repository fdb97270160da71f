import { approvalsJson } from '../../contract/session.ts'
import type { Answer } from '../../core/ask.ts'
import { findAsk } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { isRefusal, refusalOf } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

export function approvalRoutes(world: ServerWorld): HandlersOf<'listApprovals' | 'answerApproval'> {
  const { dispatcher } = world
  return {
    listApprovals() {
      const approvals = [...dispatcher.fleet.all()].flatMap(approvalsJson)
      return { approvals: approvals.sort((a, b) => a.since.localeCompare(b.since)) }
    },

    answerApproval({ params, body }) {
      const found = findAsk(world, params.ask)
      if (isRefusal(found)) return found
      const always = body.choice === 'allow' && body.always === true
      const answer = dispatcher.command(found.session.id, {
        type: 'answer',
        ask: found.ask,
        answer: answerOf(body),
        always,
      })
      return refusalOf(answer) ?? oneSession(world, found.session)
    },
  }
}

function answerOf(
  body:
    | { choice: 'allow'; always?: boolean | undefined }
    | { choice: 'deny'; reason?: string | undefined }
    | { choice: 'reply'; text: string },
): Answer {
  switch (body.choice) {
    case 'allow':
      return { choice: 'allow', ...(body.always && { always: true }) }
    case 'deny':
      return { choice: 'deny', ...(body.reason && { reason: body.reason }) }
    case 'reply':
      return { choice: 'reply', text: body.text }
  }
}
