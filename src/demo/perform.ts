import { Failed, type Actor } from './actor.ts'
import { flood, longLine } from './load.ts'
import { odd } from './odd-wire.ts'
import { question } from './question.ts'
import type { FailureKind, Step } from './scene.ts'
import { shellThatStays } from './shell.ts'
import { showPlan, speak, speakLong } from './speech.ts'
import { spawn } from './subagent.ts'
import { crash, editFile, fetchPage, readFile, runCommand, search, wait } from './tools.ts'

/** Performs steps in order, those that follow from an answer included. */
export async function perform(actor: Actor, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    actor.signal.throwIfAborted()
    await perform(actor, await performStep(actor, step))
  }
}

/** Performs one step and gives the steps that follow from it. */
async function performStep(actor: Actor, step: Step): Promise<Step[]> {
  switch (step.do) {
    case 'say':
      await speak(actor, 'agent_message_chunk', step.text)
      return []
    case 'think':
      await speak(actor, 'agent_thought_chunk', step.text)
      return []
    case 'plan':
      await showPlan(actor, step.entries, step.done)
      return []
    case 'read':
      await readFile(actor, step.path, step.otherwise)
      return []
    case 'search':
      await search(actor, step.pattern, step.hits)
      return []
    case 'fetch':
      await fetchPage(actor, step.url, step.body)
      return []
    case 'run':
      return runCommand(actor, step)
    case 'edit':
      return editFile(actor, step)
    case 'subagent':
      await spawn(actor, step, perform)
      return []
    case 'together':
      await together(actor, step.steps)
      return []
    case 'question':
      return question(actor, step)
    case 'fail':
      throw new Failed(step.kind, step.message ?? failureMessages[step.kind])
    case 'crash':
      await crash(actor, step.command, step.how)
      return []
    case 'wait':
      await wait(actor, step.title, step.ms)
      return []
    case 'long':
      await speakLong(actor, step.kb)
      return []
    case 'flood':
      await flood(actor, step)
      return []
    case 'line':
      await longLine(actor, step.mb)
      return []
    case 'shell':
      await shellThatStays(actor, step.ms, step.stubborn)
      return []
    case 'odd':
      await odd(actor, step.what)
      return []
  }
}

/** All at once. The first error is thrown only when every one has ended, so that nothing goes on unseen. */
async function together(actor: Actor, steps: readonly Step[]): Promise<void> {
  const ends = await Promise.allSettled(steps.map((step) => perform(actor, [step])))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
}

const failureMessages: Record<FailureKind, string> = {
  'rate-limit': 'API Error: 429 rate_limit_error: This request would exceed your rate limit.',
  overloaded: 'API Error: 529 overloaded_error: Overloaded',
  auth: 'Invalid API key · Please sign in again',
  'bad-request': 'API Error: 400 invalid_request_error: prompt is too long: 214816 tokens > 200000',
  refused: 'API Error: The model refused to go on with this request.',
  refusal: 'The model declined to go on.',
  limit: 'The turn reached its limit of requests.',
}
