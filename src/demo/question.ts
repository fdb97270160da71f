import type { ElicitationPropertySchema, EnumOption } from '@agentclientprotocol/sdk/unstable'
import { part } from './truth.ts'
import { Cancelled, type Actor } from './actor.ts'
import { forever } from './pace.ts'
import type { Question, QuestionStep, Step } from './scene.ts'
import { speak } from './speech.ts'

/** Asks the person something; gives the steps that follow the answer. */
export async function question(actor: Actor, step: QuestionStep): Promise<Step[]> {
  const { cast } = actor
  if (!cast.audience.forms) return askInWords(actor, step)
  const questions = [step, ...(step.more ?? [])]
  const fields = questions.map((one, at) => [nameOf(at), fieldOf(one, questions.length)] as const)
  const asked = cast.audience.elicit({
    mode: 'form',
    sessionId: actor.shownUnder,
    message: questions.length === 1 ? step.message : 'Some things are open before I go on.',
    requestedSchema: {
      type: 'object',
      properties: Object.fromEntries(fields),
      required: fields.map(([name]) => name),
    },
  })
  // Nobody waits for it any more once the turn is cancelled, also not for its failure.
  asked.catch(() => {})
  const response = await Promise.race([asked, forever(actor.signal)])
  const content = response.action === 'accept' ? part(response, 'content') : undefined
  const answers = questions.map((_, at) => given(part(content, nameOf(at)), response.action))
  for (const [at, { message }] of questions.entries())
    cast.history.remember({
      kind: 'answer',
      turn: cast.turn,
      title: message,
      answer: (answers[at] ?? []).join(', '),
    })
  if (response.action === 'cancel') throw new Cancelled('The person dropped the question.')
  if (response.action !== 'accept') return step.declined
  return questions.flatMap((one, at) => following(one, answers[at] ?? [], step.declined))
}

function nameOf(at: number): string {
  return at === 0 ? 'answer' : `answer_${at + 1}`
}

/** A field of the form. One that is not alone says itself what it asks. */
function fieldOf({ message, options, several }: Question, of: number): ElicitationPropertySchema {
  const choices = options.map(({ id, label, description }): EnumOption => ({
    const: id,
    title: label,
    ...(description !== undefined && { description }),
  }))
  const words = { title: 'Answer', ...(of > 1 && { description: message }) }
  return several === true
    ? { type: 'array', ...words, items: { anyOf: choices } }
    : { type: 'string', ...words, oneOf: choices }
}

/** What a field says, or else what became of the form. */
function given(value: unknown, action: string): string[] {
  if (Array.isArray(value)) return value.map(String)
  return [typeof value === 'string' ? value : action]
}

/** For a client without forms: the turn ends with the question, and the next prompt answers it. */
async function askInWords(actor: Actor, step: QuestionStep): Promise<Step[]> {
  const choices = step.options
    .map(({ label, description }, at) =>
      [`${at + 1}. ${label}`, ...(description === undefined ? [] : [description])].join(': '),
    )
    .join('\n')
  await speak(actor, 'agent_message_chunk', `${step.message}\n\n${choices}`)
  const [next, ...more] = step.more ?? []
  const further: Step[] = next ? [{ do: 'question', ...next, more, declined: step.declined }] : []
  actor.cast.open = (answer) => {
    const said = step.several === true ? answer.split(',') : [answer]
    return [...following(step, said, step.declined), ...further]
  }
  return []
}

/** The steps of the options that are meant, each by its id, its number or words of its label. */
function following({ options }: Question, said: readonly string[], declined: Step[]): Step[] {
  return said.flatMap((answer) => {
    const word = answer.trim().toLowerCase()
    const meant = options.find(
      ({ id, label }, at) =>
        word === id.toLowerCase() ||
        word === String(at + 1) ||
        (word !== '' && label.toLowerCase().includes(word)),
    )
    return meant?.next ?? [{ do: 'say', text: `I take that as: ${answer.trim()}.` }, ...declined]
  })
}
