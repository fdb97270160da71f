import type { SessionConfigOption, SessionModeState } from '@agentclientprotocol/sdk/unstable'
import type { Price } from './meter.ts'

export const modes = [
  { id: 'default', name: 'Ask', description: 'Asks before files are changed and commands are run' },
  { id: 'acceptEdits', name: 'Accept edits', description: 'Changes files without asking' },
  {
    id: 'plan',
    name: 'Plan',
    description: 'Reads and plans; changes nothing before the plan is accepted',
  },
] as const
export type Mode = (typeof modes)[number]['id']

export const models = [
  {
    id: 'demo-large',
    name: 'Demo Large',
    price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  },
  {
    id: 'demo-small',
    name: 'Demo Small',
    price: { input: 0.8, output: 4, cacheRead: 0.08, cacheWrite: 1 },
  },
] as const
export type Model = (typeof models)[number]['id']

export function modeNamed(id: string | null): Mode | null {
  return modes.find((mode) => mode.id === id)?.id ?? null
}

export function modelNamed(id: unknown): Model | null {
  return models.find((model) => model.id === id)?.id ?? null
}

export function priceOf(model: Model): Price {
  return (models.find(({ id }) => id === model) ?? models[0]).price
}

export function modeState(current: Mode): SessionModeState {
  return { currentModeId: current, availableModes: modes.map((mode) => ({ ...mode })) }
}

export function modelOptions(current: Model): SessionConfigOption[] {
  return [
    {
      type: 'select',
      id: 'model',
      name: 'Model',
      category: 'model',
      currentValue: current,
      options: models.map(({ id, name }) => ({ value: id, name })),
    },
  ]
}
