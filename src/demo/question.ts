import { part } from './truth.ts'
import { Cancelled, type Actor } from './actor.ts'
import { forever } from './pace.ts'
import type { QuestionStep, Step } from './scene.ts'
import { speak } from './speech.ts'

/** Asks the person something; gives the steps that follow the answer. */
export async function question(actor: Actor, step: QuestionStep): Promise<Step[]> {
  const { cast } = actor
  if (!cast.audience.forms) return askInWords(actor, step)
  const asked = cast.audience.elicit({
    mode: 'form',
    sessionId: actor.shownUnder,
    message: step.message,
    requestedSchema: {
      type: 'object',
      properties: {
        answer: {
          type: 'string',
          title: 'Answer',
          oneOf: step.options.map(({ id, label }) => ({ const: id, title: label })),
        },
      },
      required: ['answer'],
    },
  })
  // Nobody waits for it any more once the turn is cancelled, also not for its failure.
  asked.catch(() => {})
  const response = await Promise.race([asked, forever(actor.signal)])
  const given = part(part(response, 'content'), 'answer')
  const answer = response.action === 'accept' && typeof given === 'string' ? given : response.action
  cast.history.remember({ kind: 'answer', turn: cast.turn, title: step.message, answer })
  if (response.action === 'cancel') throw new Cancelled('The person dropped the question.')
  return response.action === 'accept' ? following(step, answer) : step.declined
}

/** For a client without forms: the turn ends with the question, and the next prompt answers it. */
async function askInWords(actor: Actor, step: QuestionStep): Promise<Step[]> {
  const choices = step.options.map(({ label }, at) => `${at + 1}. ${label}`).join('\n')
  await speak(actor, 'agent_message_chunk', `${step.message}\n\n${choices}`)
  actor.cast.open = (answer) => following(step, answer)
  return []
}

/** The steps of the option that an answer means, by its id, its number or words of its label. */
function following(step: QuestionStep, answer: string): Step[] {
  const said = answer.trim().toLowerCase()
  const meant = step.options.find(
    ({ id, label }, at) =>
      said === id.toLowerCase() ||
      said === String(at + 1) ||
      (said !== '' && label.toLowerCase().includes(said)),
  )
  return meant?.next ?? [{ do: 'say', text: `I take that as: ${answer.trim()}.` }, ...step.declined]
}
