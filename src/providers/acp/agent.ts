import type { CancelNotification, PromptRequest } from '@agentclientprotocol/sdk'
import type { Answer } from '../../core/ask.ts'
import type { Attachment } from '../../core/event.ts'
import type { Exit } from '../../core/report.ts'
import { startChild, type StopCause } from '../../process/child.ts'
import type { Line } from '../../process/lines.ts'
import { rpcChannel, rpcCodes } from '../../process/rpc.ts'
import type { Agent, StartOptions, Told } from '../provider.ts'
import { alarms, within } from '../telling/alarms.ts'
import { promptBlocks } from './prompt-blocks.ts'
import { NotOpened, openSession } from './handshake.ts'
import { logLines } from '../telling/log.ts'
import { outbox } from '../telling/outbox.ts'
import { takeMode, takeModel } from './settings.ts'
import { translator } from './translate.ts'

/** How long what grew may wait for its record. */
const beatMs = 500
/** One report of stderr in this time. */
const logMs = 1000
/** How long an agent may take for a last word before its input is closed. */
const farewellMs = 1000

type Said = { text: string; attachments: readonly Attachment[] }

/** Starts one agent process and speaks the protocol with it. */
export function startAgent(options: StartOptions, now: () => number): Agent {
  const child = startChild({ command: options.spec.command, cwd: options.cwd, env: options.env })
  const talk = translator({ run: options.run, now })
  const out = outbox()
  const log = logLines()
  let phase: 'opening' | 'open' | 'gone' = 'opening'
  let failure: string | null = null
  let stopping: { cause: StopCause; done: Promise<Exit> } | null = null
  /** The prompt that waits for the session to open. */
  let unsent: Said | null = null
  let onTurnEnd: () => void = () => undefined

  const channel = rpcChannel({
    write(line) {
      options.onWire('out', line)
      out.put(talk.sent(JSON.parse(line)))
      child.write(line)
    },
    onRequest(method, _, id) {
      if (!talk.waits(id))
        channel.refuse(id, rpcCodes.noSuchMethod, `${method} is not served by this client`)
    },
    onNotification: () => undefined,
  })

  const exited = child.exited.then((exit): Exit => {
    phase = 'gone'
    channel.close(new Error(exit.message))
    onTurnEnd()
    const byItself = exit.cause === 'exited' || exit.cause === 'signalled'
    // It was asked to end and did, before it had to be made to: the asking was first.
    if (stopping && byItself) return { ...exit, cause: stopping.cause, message: farewell(exit) }
    return failure !== null && exit.cause === 'protocol' ? { ...exit, message: failure } : exit
  })

  const alarm = alarms<'beat' | 'log'>(() => out.wake())

  function due(): Told[] {
    const told: Told[] = []
    if (alarm.rang('beat')) told.push(...talk.beat())
    if (alarm.rang('log')) {
      const report = log.take()
      if (report) told.push({ report })
    }
    if (talk.dirty()) alarm.set('beat', beatMs)
    return told
  }

  child.stderr.onText((text) => {
    log.add(text)
    alarm.set('log', logMs)
  })

  function reply(): void {
    for (const { request, result } of talk.replies()) channel.respond(request, result)
  }

  function readLine({ text, cut, unfinished }: Line): Told[] {
    options.onWire('in', text)
    if (cut) return talk.unreadable(text, `a line of ${cut.bytes} bytes, longer than is read`)
    if (text.trim() === '') return []
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch {
      // Whatever it is, it is kept; one bad line ends nothing.
      return talk.unreadable(text, unfinished ? 'the output ended in mid-line' : 'no JSON')
    }
    const told = talk.received(message, text)
    reply()
    channel.receive(message)
    if (!talk.inTurn()) onTurnEnd()
    return told
  }

  function send({ text, attachments }: Said): void {
    const sessionId = talk.opening().session ?? ''
    const prompt = promptBlocks(text, attachments, talk.opening().can.image)
    const request: PromptRequest = { sessionId, prompt }
    // Its response is read by the translator, in its place among the updates.
    channel.request('session/prompt', request).catch(() => undefined)
  }

  function cancel(sessionId: string): void {
    channel.notify('session/cancel', { sessionId } satisfies CancelNotification)
  }

  /** It cannot be worked with. */
  async function giveUp(message: string): Promise<void> {
    failure ??= message
    await child.stop('protocol')
  }

  async function open(): Promise<void> {
    try {
      const warnings: string[] = []
      await openSession(
        channel,
        options,
        () => talk.opening(),
        (text) => warnings.push(text),
      )
      phase = 'open'
      out.put(talk.opened())
      for (const text of warnings) out.put(talk.notice('warning', text))
      if (unsent !== null) send(unsent)
      unsent = null
    } catch (error) {
      // The end of the process closes the channel, and its exit says why.
      if (phase === 'gone') return
      await giveUp(error instanceof NotOpened ? error.message : String(error))
    }
  }

  function interrupt(): void {
    if (!talk.inTurn()) return
    if (unsent !== null) {
      unsent = null
      out.put(talk.unsent('interrupted'))
      return
    }
    const { session } = talk.opening()
    if (session !== null) cancel(session)
    out.put(talk.withdraw())
    reply()
  }

  async function end(cause: StopCause): Promise<Exit> {
    const { session, can } = talk.opening()
    if (phase === 'open' && session !== null) {
      const said: Promise<unknown>[] = []
      if (talk.inTurn()) {
        said.push(new Promise<void>((resolve) => (onTurnEnd = resolve)))
        interrupt()
      }
      if (can.close)
        said.push(channel.request('session/close', { sessionId: session }).catch(() => undefined))
      await within(farewellMs, Promise.race([Promise.all(said), child.exited]))
    }
    void child.stop(cause)
    return exited
  }

  async function* told(): AsyncGenerator<Told[], void> {
    const lines = child.lines()[Symbol.asyncIterator]()
    void open()
    try {
      yield* out.batches(lines, (chunk) => chunk.flatMap(readLine), due)
      if (!(await within(farewellMs, child.exited)))
        await giveUp('It closed its output, so nothing can be heard of it any more.')
      const rest = log.end()
      const last: Told[] = [...talk.ended(), ...(rest ? [{ report: rest }] : [])]
      if (last.length > 0) yield last
    } finally {
      alarm.end()
    }
  }

  return {
    pid: child.pid,
    [Symbol.asyncIterator]: told,
    prompt(turn, prompt, text, attachments = []) {
      out.put(talk.prompted(turn, prompt))
      if (phase === 'open') send({ text, attachments })
      else unsent = { text, attachments }
    },
    steer: () => out.put(talk.notice('warning', 'This agent takes no prompt in mid-turn.')),
    interrupt,
    answer(ask: string, answer: Answer) {
      if (phase === 'gone') return false
      const { waited, told: next } = talk.answered(ask, answer)
      out.put(next)
      reply()
      return waited
    },
    stopChild(key) {
      if (talk.cancellable(key)) cancel(key)
      else
        out.put(
          talk.notice(
            'warning',
            'This subagent cannot be stopped alone. Interrupt the turn to stop it.',
          ),
        )
    },
    switch(to) {
      const { spec } = options
      return 'model' in to
        ? takeModel(channel, { ...to, spec }, talk.opening())
        : takeMode(channel, { ...to, spec }, talk.opening())
    },
    stop(cause) {
      stopping ??= { cause, done: end(cause) }
      return stopping.done
    },
    exited,
  }
}

function farewell({ message, signal, code }: Exit): string {
  return signal ? message : `Ended on request (exit code ${code}).`
}
