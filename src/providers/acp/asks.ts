import type {
  CreateElicitationResponse,
  PermissionOptionKind,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk'
import type { Answer, Ask } from '../../core/ask.ts'
import type { RpcId } from '../../process/rpc.ts'
import { formContent, formOf, type Form } from './form.ts'
import type { Lane } from '../telling/lane.ts'
import { about, type Tell } from '../telling/tell.ts'
import type { ToolItem } from '../telling/changes.ts'
import { commandOf, patched } from './tool.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

type Open = {
  request: RpcId
  lane: Lane
  ask: Ask
  /** Ids of the options that stand for one answer to this call alone; or the form to fill in. */
  offers: { allow: string | undefined; deny: string | undefined } | { form: Form }
}

/** What to send for a request that waited. */
export type AskResponse = {
  request: RpcId
  result: RequestPermissionResponse | CreateElicitationResponse
}

export type Asks = {
  permission(request: RpcId, lane: Lane, params: Wire, item: ToolItem): void
  question(request: RpcId, lane: Lane, params: Wire, item: ToolItem | undefined): void
  waits(request: RpcId): boolean
  /** What an answer says on the wire, or null when nothing waits for it. */
  responseTo(ask: string, answer: Answer): AskResponse | null
  /** It was answered. */
  close(request: RpcId): void
  /** Nobody waits for the answers any more: told, and what to send so that no request stays open. */
  withdraw(which: (lane: Lane, request: RpcId) => boolean): AskResponse[]
}

/** The questions of an agent that hold its work. */
export function openAsks(run: string, tell: Tell): Asks {
  const open = new Map<RpcId, Open>()
  let count = 0

  function opened(entry: Omit<Open, 'ask'>, ask: Omit<Ask, 'id'>): void {
    const whole: Ask = { id: `${run}:ask${++count}`, ...ask }
    open.set(entry.request, { ...entry, ask: whole })
    tell(about(entry.lane.key, { type: 'ask.opened', ask: whole }))
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
      const form = formOf(params.requestedSchema)
      opened(
        { request, lane, offers: { form } },
        {
          kind: 'question',
          title: asText(params.message) ?? '',
          ...(item && { item: item.id }),
          ...(form.options.length > 0 && { options: form.options }),
        },
      )
    },
    waits: (request) => open.has(request),
    responseTo(ask, answer) {
      const entry = open.values().find((one) => one.ask.id === ask)
      return entry ? { request: entry.request, result: resultOf(entry.offers, answer) } : null
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
  if ('form' in offers) return formResult(offers.form, answer)
  const optionId =
    answer.choice === 'allow' ? offers.allow : answer.choice === 'deny' ? offers.deny : undefined
  // An answer that was not offered is no answer: cancelled means that the call does not run.
  return {
    outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId },
  }
}

function formResult(form: Form, answer: Answer): CreateElicitationResponse {
  switch (answer.choice) {
    case 'reply':
      return { action: 'accept', content: formContent(form, answer.text) }
    case 'allow':
      return { action: 'accept', content: formContent(form, 'yes') }
    case 'deny':
      return { action: 'decline' }
    case 'withdrawn':
      return { action: 'cancel' }
  }
}
