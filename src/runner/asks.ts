import { type Answer, type Ask, type Permission, type Rule, standingAnswer } from '../core/ask.ts'
import type { Report } from '../core/report.ts'

/** An answer that a policy or a rule gives in the person's place. */
export type Standing = { id: string; child?: string; answer: Answer; by: 'policy' | 'rule' }

/**
 * The open asks of one agent. One that no policy and no rule answers stays open until somebody does,
 * however long that is: it is never denied or allowed because nobody is there.
 */
export type Asks = {
  /** Takes note of what the agent told; the answer that stands for a new ask, or null. */
  note(report: Report, child?: string): Standing | null
  answered(id: string): void
  /** A person's rule: from now on, and for what is open already. */
  rule(rule: Rule): Standing[]
  permission(): Permission
  /** Another permission: for what will be asked. */
  permit(permission: Permission): void
  /** What is open, and allowed by now: nobody has to be asked any more. */
  allowed(): Standing[]
}

export function asks(initial: Permission, rules: readonly Rule[]): Asks {
  let permission = initial
  const standing = [...rules]
  const open = new Map<string, { ask: Ask; child?: string }>()

  function answerTo(ask: Ask, child?: string): Standing | null {
    const answer = standingAnswer(permission, standing, ask)
    return answer && { id: ask.id, ...(child !== undefined && { child }), ...answer }
  }

  function allowed(): Standing[] {
    const answers: Standing[] = []
    for (const { ask, child } of open.values()) {
      const answer = answerTo(ask, child)
      // What a person was asked for is not denied behind their back.
      if (answer?.answer.choice === 'allow') answers.push(answer)
    }
    for (const { id } of answers) open.delete(id)
    return answers
  }

  return {
    note(report, child) {
      if (report.type === 'ask.answered') open.delete(report.id)
      if (report.type !== 'ask.opened') return null
      const { ask } = report
      const answer = answerTo(ask, child)
      if (!answer) open.set(ask.id, { ask, ...(child !== undefined && { child }) })
      return answer
    },
    answered: (id) => void open.delete(id),
    rule(rule) {
      standing.push(rule)
      return allowed()
    },
    permission: () => permission,
    permit: (next) => void (permission = next),
    allowed,
  }
}
