import type { ElicitationContentValue } from '@agentclientprotocol/sdk'
import type { Option } from '../../core/ask.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

/** What a form asks for. A person answers its first required field; the others keep their defaults. */
export type Form = {
  field: string | null
  type: string
  options: Option[]
  defaults: Record<string, ElicitationContentValue>
}

export function formOf(schema: unknown): Form {
  const wire = asObject(schema) ?? {}
  const properties = Object.entries(asObject(wire.properties) ?? {}).map(
    ([name, property]) => [name, asObject(property) ?? {}] as const,
  )
  const required = Array.isArray(wire.required) ? wire.required : []
  const first = properties.find(([name]) => required.includes(name)) ?? properties[0]
  const defaults: Form['defaults'] = {}
  for (const [name, property] of properties) {
    const value = contentValue(property.default)
    if (value !== undefined) defaults[name] = value
  }
  return {
    field: first?.[0] ?? null,
    type: asText(first?.[1].type) ?? 'string',
    options: first ? optionsOf(first[1]) : [],
    defaults,
  }
}

function optionsOf(property: Wire): Form['options'] {
  if (property.type === 'boolean') return ['yes', 'no'].map((id) => ({ id, label: id }))
  // Several may be chosen from a list; its items say from what.
  const from = property.type === 'array' ? (asObject(property.items) ?? {}) : property
  if (Array.isArray(from.enum))
    return from.enum.filter((id) => typeof id === 'string').map((id) => ({ id, label: id }))
  return asObjects(from.oneOf ?? from.anyOf).flatMap((option) => {
    const id = asText(option.const)
    return id === undefined ? [] : [{ id, label: asText(option.title) ?? id }]
  })
}

function contentValue(value: unknown): ElicitationContentValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

/** The form's content for a person's reply: an offered answer by its id or label, or free text. */
export function formContent(form: Form, reply: string): Record<string, ElicitationContentValue> {
  if (form.field === null) return form.defaults
  return { ...form.defaults, [form.field]: fieldValue(form, reply.trim()) }
}

function fieldValue({ type, options }: Form, reply: string): ElicitationContentValue {
  const chosen = (text: string): string =>
    options.find(({ id }) => id === text)?.id ??
    options.find(({ label }) => label.toLowerCase() === text.toLowerCase())?.id ??
    text
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
      return reply.split(',').map((part) => chosen(part.trim()))
    default:
      return chosen(reply)
  }
}
