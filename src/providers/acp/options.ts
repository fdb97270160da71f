import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

/** What can be chosen for a session, such as its model: what is offered, what holds, and how to ask for another. */
export type Choice = {
  offered: { id: string; name: string }[]
  current: string | undefined
  /** The config option that sets it; null: the older method of its own. */
  config: string | null
}

/** The choice of one category among a session's config options. */
export function configChoice(configOptions: unknown, category: string): Choice | undefined {
  const option = asObjects(configOptions).find(
    (one) => one.category === category || (one.category === undefined && one.id === category),
  )
  const config = asText(option?.id)
  if (!option || config === undefined || option.type === 'boolean') return undefined
  return { offered: values(option.options), current: asText(option.currentValue), config }
}

/** Options come plain or in groups. */
function values(options: unknown): Choice['offered'] {
  return asObjects(options).flatMap((one) =>
    Array.isArray(one.options) ? values(one.options) : named(one, 'value'),
  )
}

/** The modes of a session, by the older way of telling them or as a config option. */
export function modeChoice(response: Wire): Choice | undefined {
  const modes = asObject(response.modes)
  if (!modes) return configChoice(response.configOptions, 'mode')
  return {
    offered: asObjects(modes.availableModes).flatMap((one) => named(one, 'id')),
    current: asText(modes.currentModeId),
    config: null,
  }
}

/** The models of a session. Only those of a config option can be set; others are told at least. */
export function modelChoice(response: Wire): Choice | undefined {
  const choice = configChoice(response.configOptions, 'model')
  const current = asText(asObject(response.models)?.currentModelId)
  return choice ?? (current === undefined ? undefined : { offered: [], current, config: null })
}

function named(wire: Wire, idMember: string): Choice['offered'] {
  const id = asText(wire[idMember])
  return id === undefined ? [] : [{ id, name: asText(wire.name) ?? id }]
}
