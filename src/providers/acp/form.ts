import type { ElicitationContentValue } from '@agentclientprotocol/sdk'
import type { Option } from '../../core/ask.ts'
import { optionsIn } from '../../core/options.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

/** One field that a person answers. */
export type Field = {
  name: string
  type: string
  /** The question in words. */
  title: string
  options: Option[]
}

/** What a form asks for: its fields are asked one after the other, all others keep their defaults. */
export type Form = {
  /** What the agent says of the whole. */
  message: string
  fields: Field[]
  defaults: Record<string, ElicitationContentValue>
}

export function formOf(schema: unknown, message: string): Form {
  const wire = asObject(schema) ?? {}
  const properties = Object.entries(asObject(wire.properties) ?? {}).map(
    ([name, property]) => [name, asObject(property) ?? {}] as const,
  )
  const asked = askedOf(properties, Array.isArray(wire.required) ? wire.required : [])
  const defaults: Form['defaults'] = {}
  for (const [name, property] of properties) {
    const value = contentValue(property.default)
    if (value !== undefined) defaults[name] = value
  }
  return {
    message,
    fields: asked.map(([name, property]) => ({
      name,
      type: asText(property.type) ?? 'string',
      title: titleOf(property, message, asked.length === 1),
      options: optionsOf(property),
    })),
    defaults,
  }
}

type Properties = (readonly [name: string, property: Wire])[]

/**
 * What has to be filled in. Where nothing has to, a person may still choose: an agent that lets its questions
 * be skipped requires none, and puts a field for other words beside each.
 */
function askedOf(properties: Properties, required: readonly unknown[]): Properties {
  const needed = properties.filter(([name]) => required.includes(name))
  if (needed.length > 0) return needed
  return properties.filter(([, property], at) => at === 0 || optionsOf(property).length > 0)
}

/**
 * Agents differ in where the question stands: in the message, or in the title or the description of its
 * field, beside words that say little. What ends as a question is meant.
 */
function titleOf({ title, description }: Wire, message: string, alone: boolean): string {
  const own = [asText(description) ?? '', asText(title) ?? ''].filter((text) => text !== '')
  const asking = (alone ? [message, ...own] : own).find((text) => text.trimEnd().endsWith('?'))
  if (asking !== undefined) return asking
  const [word] = own
  if (word === undefined || (alone && message !== '')) return message
  const before = message.replace(/[\s.:]+$/, '')
  return before === '' ? word : `${before}: ${word}`
}

function optionsOf(property: Wire): Option[] {
  if (property.type === 'boolean') return ['yes', 'no'].map((id) => ({ id, label: id }))
  // Several may be chosen from a list; its items say from what.
  const from = property.type === 'array' ? (asObject(property.items) ?? {}) : property
  if (Array.isArray(from.enum))
    return from.enum.filter((id) => typeof id === 'string').map((id) => ({ id, label: id }))
  return asObjects(from.oneOf ?? from.anyOf).flatMap((option) => {
    const id = asText(option.const)
    const description = asText(option.description)
    const label = asText(option.title) ?? id
    return id === undefined || label === undefined
      ? []
      : [{ id, label, ...(description !== undefined && { description }) }]
  })
}

function contentValue(value: unknown): ElicitationContentValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

/** Whether more than one of the offered answers may be chosen. */
export function takesSeveral({ type, options }: Field): boolean {
  return type === 'array' && options.length > 0
}

/** The form's content for a person's replies, one to each field. */
export function formContent(
  { fields, defaults }: Form,
  replies: readonly string[],
): Record<string, ElicitationContentValue> {
  const filled = fields.flatMap((field, at) => {
    const reply = replies[at]?.trim()
    return reply === undefined ? [] : [[field.name, fieldValue(field, reply)] as const]
  })
  return { ...defaults, ...Object.fromEntries(filled) }
}

/** An offered answer by its id or label, or free text. */
function fieldValue({ type, options }: Field, reply: string): ElicitationContentValue {
  switch (type) {
    case 'boolean':
      return /^(y|yes|true|1|ok|allow)$/i.test(reply)
    case 'number':
    case 'integer': {
      const value = Number(reply)
      // The agent checks its own form: what is no number is better refused by it than turned into one.
      return reply === '' || Number.isNaN(value) ? reply : value
    }
    case 'array':
      return listed(options, reply)
    default: {
      const [named, ...others] = optionsIn(options, reply) ?? []
      return named !== undefined && others.length === 0 ? named.id : reply
    }
  }
}

/** Names of options with commas between; other words stand for themselves, whole where they answer an offer. */
function listed(options: readonly Option[], reply: string): string[] {
  const named = optionsIn(options, reply)
  if (named !== null) return named.map(({ id }) => id)
  const words = options.length > 0 ? [reply] : reply.split(',')
  return words.map((word) => word.trim()).filter((word) => word !== '')
}
