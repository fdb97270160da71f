import type { Answer, Ask, Option } from '../../core/ask.ts'
import { firstClause } from '../../core/clause.ts'
import { optionsIn } from '../../core/options.ts'
import { about, type Tell } from '../telling/tell.ts'
import { asObjects, asText, type Wire } from '../telling/wire.ts'
import type { SdkPermissionResult } from './sdk.ts'
import { kindOf, plannedDiffs, titleOf } from './tool.ts'

type Open = {
  ask: Ask
  key: string | undefined
  /** Answers one of its questions. The whole result when none is left. */
  take: (answer: Answer) => SdkPermissionResult | null
  settle: (result: SdkPermissionResult) => void
}

export type Requested = {
  tool: string
  input: Wire
  /** The subagent's key; undefined for the agent itself. */
  key: string | undefined
  /** The id of the item that shows the call. */
  item: string | undefined
  title?: string
  /** The plan to be approved, where the request itself does not hold it. */
  plan?: string
}

export type Asks = {
  /** A call waits. `settle` is called once, when it was answered. */
  request(asked: Requested, settle: (result: SdkPermissionResult) => void): { cancel: () => void }
  /** False: nothing waits for this answer. */
  answer(ask: string, answer: Answer): boolean
  /** Nobody waits any more: the process is gone. */
  withdraw(): void
}

const nobody = 'Nobody answered: the request was withdrawn.'

/** The calls that wait for an answer. Several questions of one call are asked one after the other. */
export function claudeAsks(run: string, cwd: () => string, tell: Tell): Asks {
  const open = new Map<string, Open>()
  let count = 0

  function put(entry: Omit<Open, 'ask'>, ask: Omit<Ask, 'id'>): void {
    const whole: Ask = { id: `${run}:ask${++count}`, ...ask }
    open.set(whole.id, { ...entry, ask: whole })
    tell(about(entry.key, { type: 'ask.opened', ask: whole }))
  }

  function withdraw(which: (entry: Open) => boolean): void {
    for (const entry of open.values()) {
      if (!which(entry)) continue
      open.delete(entry.ask.id)
      const answer: Answer = { choice: 'withdrawn' }
      tell(about(entry.key, { type: 'ask.answered', id: entry.ask.id, answer, by: 'agent' }))
      entry.settle(denied(nobody))
    }
  }

  function approve(asked: Requested, settle: Open['settle']): void {
    const { tool, input, key, item, title } = asked
    const plan = tool === 'ExitPlanMode'
    const text = asText(input.plan) ?? asked.plan
    const command = tool === 'Bash' ? asText(input.command) : undefined
    const diffs = plannedDiffs(tool, input)
    put(
      { key, settle, take: (answer) => approval(answer, input, plan) },
      {
        kind: plan ? 'plan' : 'approval',
        title: plan ? firstClause(text ?? 'Plan') : (title ?? titleOf(tool, input, cwd())),
        tool: kindOf(tool),
        ...(item !== undefined && { item }),
        ...(command !== undefined && { command }),
        input: plan && text !== undefined ? { ...input, plan: text } : input,
        ...(diffs.length > 0 && { diffs }),
      },
    )
  }

  function question(asked: Requested, settle: Open['settle']): void {
    const questions = asObjects(asked.input.questions)
    const answers: Record<string, string> = {}

    function next(index: number): void {
      const { question: said, options, multiSelect } = questions[index] ?? {}
      const several = multiSelect === true
      const offered = asObjects(options).map(optionOf)
      const title = asText(said) ?? 'Claude Code has a question.'
      put(
        {
          key: asked.key,
          settle,
          take(answer) {
            if (answer.choice !== 'reply')
              return answer.choice === 'deny'
                ? denied(answer.reason ?? 'The person does not answer this question.')
                : denied(nobody)
            answers[title] = labelsOf(offered, answer.text, several)
            if (index + 1 < questions.length) {
              next(index + 1)
              return null
            }
            return allowed({ ...asked.input, answers })
          },
        },
        {
          kind: 'question',
          title,
          ...(asked.item !== undefined && { item: asked.item }),
          input: asked.input,
          options: offered,
          ...(several && { several }),
          ...(questions.length > 1 && { part: { at: index + 1, of: questions.length } }),
        },
      )
    }
    next(0)
  }

  return {
    request(asked, settle) {
      if (asked.tool === 'AskUserQuestion') question(asked, settle)
      else approve(asked, settle)
      return { cancel: () => withdraw((entry) => entry.settle === settle) }
    },
    answer(id, answer) {
      const entry = open.get(id)
      if (!entry) return false
      open.delete(id)
      const result = entry.take(answer)
      if (result) entry.settle(result)
      return true
    },
    withdraw: () => withdraw(() => true),
  }
}

function approval(answer: Answer, input: Wire, plan: boolean): SdkPermissionResult {
  switch (answer.choice) {
    case 'allow':
      // Only ever for this once: what holds for longer is a standing rule, and those are ours.
      return allowed(input)
    case 'deny':
      return denied(
        answer.reason ?? (plan ? 'The person wants another plan.' : 'The person said no.'),
      )
    case 'reply':
      return denied(answer.text)
    case 'withdrawn':
      return denied(nobody)
  }
}

function allowed(updatedInput: Wire): SdkPermissionResult {
  return { behavior: 'allow', updatedInput, decisionClassification: 'user_temporary' }
}

function denied(message: string): SdkPermissionResult {
  return { behavior: 'deny', message, decisionClassification: 'user_reject' }
}

function optionOf(told: Wire): Option {
  const label = asText(told.label) ?? ''
  const description = asText(told.description)
  return { id: label, label, ...(description !== undefined && { description }) }
}

/** An answer names an option in any case of its letters, or several; other words stand for themselves. */
function labelsOf(options: readonly Option[], text: string, several: boolean): string {
  const named = optionsIn(options, text) ?? []
  const isNamed = several ? named.length > 0 : named.length === 1
  return isNamed ? named.map(({ label }) => label).join(', ') : text
}
