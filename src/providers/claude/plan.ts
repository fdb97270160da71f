import type { PlanEntry } from '../../core/item.ts'
import { asObject, asObjects, asText, oneOf } from '../telling/wire.ts'

const states = ['pending', 'in_progress', 'completed'] as const

export type Plan = {
  /** Takes the result of a call; the plan after it, or null where the call writes none. */
  returned(name: string, input: unknown, result: unknown): PlanEntry[] | null
}

/** The list of things to do: written whole by one tool, or entry by entry by others. */
export function claudePlan(): Plan {
  const tasks = new Map<string, PlanEntry>()

  return {
    returned(name, input, result) {
      const said = asObject(input) ?? {}
      if (name === 'TodoWrite')
        return asObjects(said.todos).map((todo) => ({
          text: asText(todo.content) ?? '',
          status: oneOf(states, todo.status) ?? 'pending',
        }))
      if (name === 'TaskCreate') {
        const id = asText(asObject(asObject(result)?.task)?.id) ?? String(tasks.size + 1)
        tasks.set(id, { text: asText(said.subject) ?? '', status: 'pending' })
        return [...tasks.values()]
      }
      if (name !== 'TaskUpdate') return null
      const id = asText(said.taskId) ?? ''
      const task = tasks.get(id)
      if (!task) return null
      if (said.status === 'deleted') tasks.delete(id)
      else
        tasks.set(id, {
          text: asText(said.subject) ?? task.text,
          status: oneOf(states, said.status) ?? task.status,
        })
      return [...tasks.values()]
    },
  }
}
