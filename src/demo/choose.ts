import { demoFleet } from './fleet.ts'
import { playIn } from './play.ts'
import type { Scene } from './scene.ts'
import { scenes } from './scenes/index.ts'
import { stories } from './scenes/stories.ts'
import { docs, refactor, review } from './scenes/asked-care.ts'
import { endpoint, fix, general, tests } from './scenes/asked-work.ts'
import { explain } from './scenes/asked-words.ts'

export type Chosen =
  | { scene: Scene; keys: Record<string, string> }
  /** A `/play` with a name that no scene has. */
  | { unknown: string; known: string[] }

const byWords: [RegExp, Scene][] = [
  [/\b(review|audit|inspect)\b/i, review],
  [/\b(docs?|document\w*|readme|changelog)\b/i, docs],
  [/\b(refactor\w*|rename|extract|simplify|clean|split|tidy)\b/i, refactor],
  [/\b(fix\w*|bugs?|broken|wrong|fail\w*|crash\w*|flaky|leak\w*)\b/i, fix],
  [/\b(tests?|coverage|spec)\b/i, tests],
  [/\b(endpoint|route|api|handler|webhook)\b/i, endpoint],
  [/\b(explain|why|how|what|where|describe|summari[sz]e)\b/i, explain],
]

/** The scene a prompt gets: the one it names, the story of the demo fleet it is, or one that fits its words. */
export function choose(prompt: string): Chosen {
  const play = playIn(prompt)
  if (play !== null) return named(play.name, play.keys)
  const shown = demoFleet.find((session) => session.prompt === prompt.trim())
  const story = shown && stories[shown.story]
  if (story) return { scene: story, keys: {} }
  const fitting = byWords.find(([words]) => words.test(prompt))
  return { scene: fitting?.[1] ?? general, keys: {} }
}

function named(name: string, keys: Record<string, string>): Chosen {
  const table = name === 'story' ? stories : scenes
  const wanted = name === 'story' ? (keys['name'] ?? '') : name
  const scene = Object.hasOwn(table, wanted) ? table[wanted] : undefined
  if (scene) return { scene, keys }
  const known = name === 'story' ? Object.keys(stories) : [...Object.keys(scenes), 'story']
  return { unknown: wanted, known }
}
