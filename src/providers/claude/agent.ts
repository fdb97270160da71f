import type { Answer } from '../../core/ask.ts'
import type { Exit } from '../../core/report.ts'
import type { ToldUsage } from '../../core/usage.ts'
import { startChild, type Child, type StopCause } from '../../process/child.ts'
import { alarms, within } from '../telling/alarms.ts'
import { logLines } from '../telling/log.ts'
import { outbox } from '../telling/outbox.ts'
import { asObject, asText } from '../telling/wire.ts'
import type { Agent, StartOptions, Told } from '../provider.ts'
import { commandOutput } from './command-output.ts'
import {
  farewell,
  installHint,
  notLoaded,
  notResumed,
  oneLine,
  unknownSession,
} from './failures.ts'
import { hindrance, modeFor, sdkOptions } from './launch.ts'
import { openingOf } from './opening.ts'
import { sdkProcess } from './process.ts'
import { prompts } from './prompts.ts'
import { loadSdk, type SdkAskContext, type SdkPermissionResult, type SdkQuery } from './sdk.ts'
import { stillborn } from './stillborn.ts'
import { subagentUsage } from './subagent-usage.ts'
import { savedCost, subagentFile, transcriptFile } from './transcripts.ts'
import { translator } from './translate.ts'

/** How long what grew may wait for its record. */
const beatMs = 500
/** One report of stderr in this time. */
const logMs = 1000
/** How long an agent may take to end its turn before its input is closed. */
const farewellMs = 1000

export type Outside = { now: () => number; newUuid: () => string; uid: number | undefined }

/** Starts one Claude Code process through the SDK that `spec.command` names, and talks with it. */
export function startAgent(options: StartOptions, outside: Outside): Agent {
  const refusal = hindrance(options, outside.uid)
  if (refusal !== null) return stillborn(refusal)
  const { newUuid, now } = outside
  const { cwd, env, resume, fork, run, spec } = options
  const session = resume === null || fork ? newUuid() : resume
  const talk = translator({ run, now })
  /** A fork counts on from what the other one saved. */
  const spent = fork && resume !== null ? savedCost(transcriptFile(env, cwd, resume)) : null
  const out = outbox()
  const log = logLines()
  const input = prompts()
  const alarm = alarms<'beat' | 'log' | 'output'>(() => out.wake())
  const written = commandOutput(env, cwd, outside.uid)
  let child: Child | null = null
  let failure: string | null = null
  /** It does not know the session that it was to go on with. */
  let lost = false
  let ready = false
  let gone = false
  let stopping: { cause: StopCause; done: Promise<Exit> } | null = null
  let onTurnEnd: () => void = () => undefined
  let opening: Promise<void> = Promise.resolve()
  /** The person interrupted a prompt that Claude Code has not taken up yet: before that it would be lost. */
  let toInterrupt = false

  function canUseTool(
    tool: string,
    given: Record<string, unknown>,
    { signal, toolUseID, agentID, title }: SdkAskContext,
  ): Promise<SdkPermissionResult> {
    const { promise, resolve } = Promise.withResolvers<SdkPermissionResult>()
    const asked = {
      tool,
      input: given,
      call: toolUseID,
      agent: agentID,
      ...(title !== undefined && { title }),
    }
    const { told, cancel } = talk.asked(asked, resolve)
    out.put(told)
    signal.addEventListener('abort', () => out.put(cancel()), { once: true })
    return promise
  }

  let query: SdkQuery
  try {
    const sdk = loadSdk(spec.command[0] ?? '')
    query = sdk.query({
      prompt: input,
      options: sdkOptions(options, session, {
        canUseTool,
        spawnClaudeCodeProcess({ command, args, env: its }) {
          child = startChild({ command: [command, ...args], cwd, env: whole(its) })
          return sdkProcess(child, {
            onWire: options.onWire,
            onCut: ({ text, cut }) =>
              out.put(talk.unreadable(text, `a line of ${cut?.bytes} bytes, longer than is read`)),
          })
        },
      }),
    })
  } catch (error) {
    return stillborn(notLoaded(error))
  }
  const launched = started(child)
  if (!launched) return stillborn(`The Claude Agent SDK started no process. ${installHint}`)
  const program: Child = launched

  const exited = program.exited.then(async (exit): Promise<Exit> => {
    gone = true
    input.end()
    onTurnEnd()
    // What the SDK says of a session that did not open comes after the end of its process.
    await within(farewellMs, opening)
    const byItself = exit.cause === 'exited' || exit.cause === 'signalled'
    // It was asked to end and did, before it had to be made to: the asking was first.
    if (stopping && byItself) return { ...exit, cause: stopping.cause, message: farewell(exit) }
    const told = failure !== null && !stopping && exit.cause !== 'signalled'
    if (told && failure !== null)
      return { ...exit, cause: lost ? 'not-resumed' : 'protocol', message: failure }
    return exit
  })

  program.stderr.onText((text) => {
    log.add(text)
    alarm.set('log', logMs)
  })

  async function open(): Promise<void> {
    try {
      const answer = await query.initializationResult()
      ready = true
      out.put(
        talk.opened(
          openingOf(answer, {
            session,
            continuity: resume === null ? 'new' : fork ? 'fork' : 'same',
            cwd,
            model: options.model,
            spentUsd: await spent,
          }),
        ),
      )
    } catch (error) {
      if (ready) return
      lost = resume !== null && unknownSession(error)
      failure ??=
        resume === null
          ? `Claude Code did not open a session: ${oneLine(error)}.`
          : notResumed(resume, error)
      await program.stop('protocol')
    }
  }

  /** Messages, each with what has to be looked up for it. */
  async function* messages(): AsyncGenerator<{ message: unknown; usage?: ToldUsage }, void> {
    try {
      for await (const message of query) {
        const usage = await usageFor(message)
        yield usage ? { message, usage } : { message }
      }
    } catch (error) {
      // A throw after an error it told, or after the end of the process, is how the SDK ends.
      if (!gone && !stopping && failure === null && !(await within(farewellMs, exited)))
        failure = `The Claude Agent SDK gave up: ${oneLine(error)}.`
    }
  }

  async function usageFor(message: unknown): Promise<ToldUsage | undefined> {
    const told = asObject(message)
    const task = asText(told?.task_id)
    if (told?.subtype !== 'task_notification' || task === undefined) return undefined
    return subagentUsage(
      subagentFile(env, cwd, talk.session() ?? session, task),
      talk.lastRequest(task),
      () => gone,
    )
  }

  function read({ message, usage }: { message: unknown; usage?: ToldUsage }): Told[] {
    written.note(message, talk.session() ?? session)
    const told = talk.received(message, usage)
    if (!talk.inTurn()) onTurnEnd()
    if (toInterrupt && talk.taken()) interrupt()
    return told
  }

  function due(): Told[] {
    const told: Told[] = []
    if (alarm.rang('beat')) told.push(...talk.beat())
    if (alarm.rang('log')) {
      const report = log.take()
      if (report) told.push({ report })
    }
    if (alarm.rang('output'))
      for (const { call, text } of written.take()) told.push(...talk.wrote(call, text))
    if (written.watching()) alarm.set('output', beatMs)
    if (talk.dirty()) alarm.set('beat', beatMs)
    return told
  }

  async function* told(): AsyncGenerator<Told[], void> {
    opening = open()
    try {
      yield* out.batches(messages(), read, due)
      if (!(await within(farewellMs, exited))) {
        if (!stopping) failure ??= 'It closed its output, so nothing can be heard of it any more.'
        void program.stop('protocol')
      }
      const rest = log.end()
      const last: Told[] = [...talk.ended(), ...(rest ? [{ report: rest }] : [])]
      if (last.length > 0) yield last
    } finally {
      alarm.end()
    }
  }

  function interrupt(): void {
    if (!talk.inTurn()) return
    talk.interrupted()
    toInterrupt = !talk.taken()
    if (toInterrupt) return
    query.interrupt().catch((error: unknown) => {
      if (!gone)
        out.put(
          talk.notice('warning', `Claude Code did not take the interrupt: ${oneLine(error)}.`),
        )
    })
  }

  async function end(cause: StopCause): Promise<Exit> {
    if (talk.inTurn() && ready && !gone) {
      const over = new Promise<void>((resolve) => (onTurnEnd = resolve))
      interrupt()
      await within(farewellMs, Promise.race([over, exited]))
    }
    void program.stop(cause)
    return exited
  }

  return {
    pid: program.pid,
    [Symbol.asyncIterator]: told,
    prompt(turn, prompt, text, attachments) {
      const uuid = newUuid()
      // Asked for the end of the turn before, which had none.
      toInterrupt = false
      out.put(talk.prompted(turn, prompt, uuid))
      input.push(text, uuid, attachments)
    },
    steer(prompt, text, attachments) {
      const uuid = newUuid()
      talk.steered(prompt, uuid)
      input.push(text, uuid, attachments)
    },
    interrupt,
    answer(ask: string, answer: Answer) {
      if (gone) return false
      const { waited, told: next } = talk.answered(ask, answer)
      out.put(next)
      return waited
    },
    stopChild(key) {
      query.stopTask(key).catch((error: unknown) => {
        out.put(talk.notice('warning', `The subagent could not be stopped: ${oneLine(error)}.`))
      })
    },
    async switch(to) {
      if ('model' in to)
        return query.setModel(to.model).catch((error: unknown) => {
          throw new Error(`Claude Code did not take the model ${to.model}: ${oneLine(error)}.`)
        })
      const { permission } = to
      const against = hindrance({ permission, env }, outside.uid)
      if (against !== null) throw new Error(against)
      return query
        .setPermissionMode(modeFor(permission, options.permission))
        .catch((error: unknown) => {
          throw new Error(`Claude Code did not take the permission: ${oneLine(error)}.`)
        })
    },
    stop(cause) {
      stopping ??= { cause, done: end(cause) }
      return stopping.done
    },
    exited,
  }
}

/** What the SDK's own callback set; read here, for the compiler does not follow it there. */
function started(child: Child | null): Child | null {
  return child
}

function whole(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}
