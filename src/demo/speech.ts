import { count, nextId, settle, show, type Actor } from './actor.ts'
import { pieces } from './pace.ts'

/** Streams a message or a thought in pieces, as a model writes it. */
export async function speak(
  actor: Actor,
  kind: 'agent_message_chunk' | 'agent_thought_chunk',
  text: string,
): Promise<void> {
  const messageId = nextId(actor, kind === 'agent_message_chunk' ? 'msg' : 'thought')
  for (const piece of pieces(text, actor.random)) {
    await actor.pace(actor.random.between(40, 110), actor.signal)
    await show(actor, {
      sessionUpdate: kind,
      messageId,
      content: { type: 'text', text: piece },
    })
  }
  settle(actor, { sessionUpdate: kind, messageId, content: { type: 'text', text } })
  count(actor, '', text)
}

export async function showPlan(actor: Actor, entries: string[], done: number): Promise<void> {
  await actor.pace(300, actor.signal)
  const plan = {
    sessionUpdate: 'plan' as const,
    entries: entries.map((content, at) => ({
      content,
      priority: 'medium' as const,
      status:
        at < done
          ? ('completed' as const)
          : at === done
            ? ('in_progress' as const)
            : ('pending' as const),
    })),
  }
  await show(actor, plan)
  settle(actor, plan)
}

const sentences = [
  'Each request carries an idempotency key, so a retry that arrives twice is charged once.',
  'The cache keeps what it has while the source cannot be reached, and says how old it is.',
  'A migration that fails half way leaves the version row as it was, so the next start tries again.',
  'Dates are compared in UTC; the reader converts them once, where they are shown.',
  'The queue has a limit of 500 jobs: beyond it the caller is told to wait instead of being held.',
  'Nothing below the handler throws for a wrong input; it gives back what was wrong and where.',
  'The index is rebuilt in a second file and swapped in when it is whole.',
  'A worker that stops answering keeps its lease until it runs out, then another one takes the job.',
] as const

/** A message of `kb` kilobytes, in pieces of about one. */
export async function speakLong(actor: Actor, kb: number): Promise<void> {
  const messageId = nextId(actor, 'msg')
  let whole = ''
  while (whole.length < kb * 1024) {
    let text = `${whole === '' ? '' : '\n\n'}${whole.length}. `
    while (text.length < 1000) text += `${actor.random.pick(sentences)} `
    text = text.slice(0, kb * 1024 - whole.length)
    whole += text
    await actor.pace(40, actor.signal)
    await show(actor, {
      sessionUpdate: 'agent_message_chunk',
      messageId,
      content: { type: 'text', text },
    })
  }
  settle(actor, {
    sessionUpdate: 'agent_message_chunk',
    messageId,
    content: { type: 'text', text: whole },
  })
  count(actor, '', whole)
}
