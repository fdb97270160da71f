import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import { nextId, settle, show, type Actor } from './actor.ts'
import { textContent } from './tool-call.ts'

const mostEvents = 1_000_000
const perMessage = 20

/**
 * Load: `events` updates, `rate` a second (0: as fast as they are taken), each with `size` bytes of text.
 * Of every 25 updates 20 are pieces of one message, then come three tool calls. Each waits for the one
 * before it, so a reader that stops reading stops the flood, and nothing piles up here.
 */
export async function flood(
  actor: Actor,
  wanted: { rate: number; events: number; size: number },
): Promise<void> {
  const events = Math.min(wanted.events, mostEvents)
  const start = performance.now()
  const body = filler(wanted.size)
  let sent = 0
  let message = { id: '', text: '' }

  async function keepPace() {
    actor.signal.throwIfAborted()
    const due = wanted.rate === 0 ? 0 : start + (sent * 1000) / wanted.rate - performance.now()
    if (due > 4) await sleep(due, undefined, { signal: actor.signal })
    else if (sent % 64 === 0) await breath(undefined, { signal: actor.signal })
    sent += 1
  }

  function settleMessage() {
    if (message.id === '') return
    settle(actor, {
      sessionUpdate: 'agent_message_chunk',
      messageId: message.id,
      content: { type: 'text', text: message.text },
    })
    message = { id: '', text: '' }
  }

  async function piece() {
    if (message.id === '') message = { id: nextId(actor, 'msg'), text: '' }
    const text = `${sent} ${body}`.slice(0, Math.max(1, wanted.size))
    await keepPace()
    message.text += text
    await show(actor, {
      sessionUpdate: 'agent_message_chunk',
      messageId: message.id,
      content: { type: 'text', text },
    })
  }

  async function call(last: boolean) {
    const toolCallId = nextId(actor, 'call')
    const about = { name: 'Bash', title: `shard ${sent}`, kind: 'execute' as const }
    const whole = { sessionUpdate: 'tool_call' as const, toolCallId, ...about }
    await keepPace()
    await show(actor, {
      ...whole,
      status: last ? 'completed' : 'in_progress',
      rawInput: { command: about.title },
    })
    if (last) return settle(actor, { ...whole, status: 'completed', content: [] })
    let status: 'completed' | 'failed' = 'failed'
    let content = textContent('Cancelled before it was done.')
    try {
      await keepPace()
      status = 'completed'
      content = textContent(body)
    } finally {
      await show(actor, { sessionUpdate: 'tool_call_update', toolCallId, status, content })
      settle(actor, { ...whole, status, content })
    }
  }

  try {
    while (sent < events) {
      const place = sent % (perMessage + 5)
      if (place < perMessage) await piece()
      else {
        settleMessage()
        await call(sent === events - 1 || place === perMessage + 4)
      }
    }
  } finally {
    settleMessage()
  }
}

/** One message in one line of `mb` megabytes. */
export async function longLine(actor: Actor, mb: number): Promise<void> {
  const text = filler(Math.round(mb * 1024 * 1024))
  const update = {
    sessionUpdate: 'agent_message_chunk' as const,
    messageId: nextId(actor, 'msg'),
    content: { type: 'text' as const, text },
  }
  await show(actor, update)
  settle(actor, update)
}

function filler(size: number): string {
  return 'shard rebuilt, 214 rows checked, 0 differ; '.repeat(Math.ceil(size / 43)).slice(0, size)
}
