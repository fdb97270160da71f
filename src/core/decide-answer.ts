import { ruleFor, type Ask, type Permission } from './ask.ts'
import { to } from './advance.ts'
import { refuse, type Command, type Decision, type Rejection } from './command.ts'
import type { SessionEvent } from './event.ts'
import type { Session } from './session.ts'

type Answering = Command & { type: 'answer' }

/** An answer to an open ask of a session, or of a subagent: `root` is where the agent lives that waits. */
export function answered(session: Session, command: Answering, root: Session): Decision {
  const { ask: id, answer, always } = command
  const ask = session.asks.find((open) => open.ask.id === id)?.ask
  if (!ask || root.live === null)
    return refuse(
      'not-waiting',
      `Nothing waits for an answer under ${id}: it was answered or withdrawn.`,
    )
  const wrong = wrongAnswer(ask, command)
  if (wrong) return wrong
  const rule = always ? ruleFor(ask) : null
  if (always && rule === null)
    return refuse('too-wide', `"Always" would allow too much here ("${ask.title}"); allow it once.`)
  const events: SessionEvent[] = [{ type: 'ask.answered', id, answer, by: 'person' }]
  if (rule) events.unshift({ type: 'rule.added', rule })
  const permission = afterPlan(ask, command, session, root)
  if (permission) events.push({ type: 'session.configured', permission })
  return {
    events,
    orders: [
      {
        ...to(root.live.run, root),
        type: 'answer',
        ask: id,
        answer,
        rule,
        ...(permission && { permission }),
      },
    ],
  }
}

/** Who approves a plan wants it carried out: its agent leaves planning by itself, and asks before it acts. */
function afterPlan(
  ask: Ask,
  { answer }: Answering,
  session: Session,
  root: Session,
): Permission | null {
  const approved = ask.kind === 'plan' && answer.choice === 'allow'
  return approved && session.child === null && root.permission === 'plan' ? 'ask' : null
}

function wrongAnswer(ask: Ask, { answer, always }: Answering): Rejection | null {
  if (ask.kind === 'question')
    return answer.choice === 'reply' && !always
      ? null
      : refuse('wrong-answer', `This is a question: reply with text ("${ask.title}").`)
  if (answer.choice !== 'allow' && answer.choice !== 'deny')
    return refuse('wrong-answer', `This asks for leave: allow or deny it ("${ask.title}").`)
  if (always && answer.choice === 'deny')
    return refuse(
      'wrong-answer',
      `"Always" goes with allowing only ("${ask.title}"); deny it once.`,
    )
  return null
}
