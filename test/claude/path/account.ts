import { expect } from 'vitest'
import type { RealWorld } from '../../faults/real-world.ts'
import type { ModelServer, Served } from '../../model-server/server.ts'
import { storyOf, type Story } from './story.ts'

/** Stories of a session (under `''`) and of its subagents, by their titles. */
export type Stories = Record<string, Story>

/** US dollars a token of the model that the tests name: read, written, from and into the cache. */
const prices = { input: 3e-6, output: 15e-6, cacheRead: 0.3e-6, cacheWrite: 3.75e-6 }

function sum(served: readonly Served[], of: keyof typeof prices): number {
  return served.reduce((total, one) => total + one[of], 0)
}

function priceOf(served: readonly Served[]): number {
  const kinds = ['input', 'output', 'cacheRead', 'cacheWrite'] as const
  return kinds.reduce((total, kind) => total + sum(served, kind) * prices[kind], 0)
}

/** What of a session cannot be as it is for every other one. */
export type Exceptions = {
  /** Answers of the model that nobody could count: the agent was killed before it told. */
  lost?: string[]
  /** What the agent says it cost, where it guesses. */
  costUsd?: number
}

/**
 * What was recorded of a session and of all below it. Checks what holds for every one: the model was sent
 * what it had to be and nothing else, nothing was unreadable, what one said stands in its own transcript
 * alone, each has the tokens that the model counted for it, and the whole costs their price.
 */
export async function stories(
  world: RealWorld,
  model: ModelServer,
  id: string,
  { lost = [], costUsd }: Exceptions = {},
): Promise<Stories> {
  expect(model.faults).toEqual([])
  const root = world.session(id)
  const family = [root, ...world.feed.fleet.descendants(id)]
  const nameOf = (session: string | null): string | null => {
    if (session === null) return null
    return session === id ? '' : world.session(session).title
  }
  const plain = (text: string): string => text.replaceAll(world.project, '.')
  const all: Stories = {}
  const mine = model.served.filter(
    ({ session, place }) => session === root.resumeToken && !lost.includes(place),
  )
  for (const one of family) {
    const name = nameOf(one.id) ?? ''
    if (all[name]) throw new Error(`two sessions are called ${name}`)
    const story = storyOf(await world.events(one.id), nameOf(one.parentId), plain)
    all[name] = story
    expect(story.lines.filter((line) => line.startsWith('unreadable'))).toEqual([])
    const its = mine.filter(({ agent }) => agent === (one.child?.key ?? ''))
    expect(story.tokens, `tokens of ${name}`).toEqual([
      sum(its, 'input'),
      sum(its, 'output'),
      sum(its, 'cacheRead'),
      sum(its, 'cacheWrite'),
    ])
  }
  const main = spoken(all[''])
  for (const [name, story] of Object.entries(all))
    if (name !== '') for (const line of spoken(story)) expect(main).not.toContain(line)
  expect(root.usage.costUsd ?? 0).toBeCloseTo(costUsd ?? priceOf(mine), 6)
  return all
}

function spoken(story: Story | undefined): string[] {
  return (story?.lines ?? []).filter((line) => /^(says|thinks|Bash)/.test(line))
}
