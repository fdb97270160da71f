import type {
  CreateElicitationResponse,
  PermissionOptionKind,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk'
import type { Answer, Ask } from '../../core/ask.ts'
import type { RpcId } from '../../process/rpc.ts'
import { formContent, formOf, takesSeveral, type Form } from './form.ts'
import type { Lane } from '../telling/lane.ts'
import { about, type Tell } from '../telling/tell.ts'
import type { ToolItem } from '../telling/changes.ts'
import { commandOf, patched } from './tool.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

type Open = {
  request: RpcId
  lane: Lane
  ask: Ask
  offers: Offers | Filling
}

/** Ids of the options that stand for one answer to this call alone. */
type Offers = { allow: string | undefined; deny: string | undefined }

/** A form that is filled in, one field after the other, and what it says so far. */
type Filling = { form: Form; replies: readonly string[]; item: string | undefined }

/** What to send for a request that waited. */
export type AskResponse = {
  request: RpcId
  result: RequestPermissionResponse | CreateElicitationResponse
}

export type Asks = {
  permission(request: RpcId, lane: Lane, params: Wire, item: ToolItem): void
  question(request: RpcId, lane: Lane, params: Wire, item: ToolItem | undefined): void
  waits(request: RpcId): boolean
  /** False: nothing waits for this answer. Its response is owed, unless the same request asks on. */
  answer(ask: string, answer: Answer): boolean
  /** It was answered. */
  close(request: RpcId): void
  /** Nobody waits for the answers any more: told, and what to send so that no request stays open. */
  withdraw(which: (lane: Lane, request: RpcId) => boolean): AskResponse[]
}

/** The questions of an agent that hold its work. */
export function openAsks(run: string, tell: Tell, owe: (responses: AskResponse[]) => void): Asks {
  const open = new Map<RpcId, Open>()
  let count = 0

  function opened(entry: Omit<Open, 'ask'>, ask: Omit<Ask, 'id'>): void {
    const whole: Ask = { id: `${run}:ask${++count}`, ...ask }
    open.set(entry.request, { ...entry, ask: whole })
    tell(about(entry.lane.key, { type: 'ask.opened', ask: whole }))
  }

  /** Asks for the next field of a form. One without fields asks once, whether it is accepted. */
  function askOn(request: RpcId, lane: Lane, filling: Filling): void {
    const { form, replies, item } = filling
    const field = form.fields[replies.length]
    const of = form.fields.length
    opened(
      { request, lane, offers: filling },
      {
        kind: 'question',
        title: field?.title ?? form.message,
        ...(item !== undefined && { item }),
        ...(field && field.options.length > 0 && { options: field.options }),
        ...(field && takesSeveral(field) && { several: true as const }),
        ...(of > 1 && { part: { at: replies.length + 1, of } }),
      },
    )
  }

  return {
    permission(request, lane, params, item) {
      const options = asObjects(params.options)
      const offered = (kind: PermissionOptionKind): string | undefined =>
        asText(options.find((option) => option.kind === kind)?.optionId)
      // What the request says of the call is newer than what is known of it, and may be all there is.
      const { name, title, tool, input, diffs } = patched(item, asObject(params.toolCall) ?? {})
      const command = commandOf(input) ?? commandOf(item.input)
      const plan = tool === 'switch_mode' || name === 'ExitPlanMode'
      opened(
        // Only ever for this once: what holds for longer is a standing rule, and those are ours.
        { request, lane, offers: { allow: offered('allow_once'), deny: offered('reject_once') } },
        {
          kind: plan ? 'plan' : 'approval',
          title: title === '' ? name : title,
          tool,
          item: item.id,
          ...(command !== undefined && { command }),
          ...(input !== undefined && { input }),
          ...(diffs && { diffs }),
        },
      )
    },
    question(request, lane, params, item) {
      const form = formOf(params.requestedSchema, asText(params.message) ?? '')
      askOn(request, lane, { form, replies: [], item: item?.id })
    },
    waits: (request) => open.has(request),
    answer(ask, answer) {
      const entry = open.values().find((one) => one.ask.id === ask)
      if (!entry) return false
      const { request, lane, offers } = entry
      const reply = replyOf(answer)
      const filling =
        'form' in offers && reply !== null
          ? { ...offers, replies: [...offers.replies, reply] }
          : null
      if (filling && filling.replies.length < filling.form.fields.length)
        askOn(request, lane, filling)
      else owe([{ request, result: resultOf(filling ?? offers, answer) }])
      return true
    },
    close: (request) => void open.delete(request),
    withdraw(which) {
      const responses: AskResponse[] = []
      for (const { request, lane, ask, offers } of open.values()) {
        if (!which(lane, request)) continue
        open.delete(request)
        const answer: Answer = { choice: 'withdrawn' }
        responses.push({ request, result: resultOf(offers, answer) })
        tell(about(lane.key, { type: 'ask.answered', id: ask.id, answer, by: 'agent' }))
      }
      return responses
    },
  }
}

function resultOf(offers: Open['offers'], answer: Answer): AskResponse['result'] {
  if ('form' in offers) return formResult(offers, answer)
  const optionId =
    answer.choice === 'allow' ? offers.allow : answer.choice === 'deny' ? offers.deny : undefined
  // An answer that was not offered is no answer: cancelled means that the call does not run.
  return {
    outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId },
  }
}

/** To be allowed is a yes to what a form asks. */
function replyOf(answer: Answer): string | null {
  return answer.choice === 'allow' ? 'yes' : answer.choice === 'reply' ? answer.text : null
}

function formResult({ form, replies }: Filling, { choice }: Answer): CreateElicitationResponse {
  switch (choice) {
    case 'reply':
    case 'allow':
      return { action: 'accept', content: formContent(form, replies) }
    case 'deny':
      return { action: 'decline' }
    case 'withdrawn':
      return { action: 'cancel' }
  }
}
