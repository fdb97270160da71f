import { seededRandom, type Random } from '../../src/demo/random.ts'

/** What a server is started with: a moment at which it kills itself, a clock that jumps, a link that plays tricks. */
export type Start = { dieAt?: string; clock?: number; disorder?: number }

/** One thing that is done to a world at work. `whose`: a session's place; `frames`: how much is seen before. */
export type Step =
  | { do: 'prompt'; whose: number; scene: string; now: boolean }
  | { do: 'interrupt'; whose: number }
  | { do: 'kill-server'; frames: number; next: Start }
  | { do: 'kill-agent'; whose: number; frames: number }
  | { do: 'kill-runner'; which: number; frames: number }
  | { do: 'tear-journal'; which: number; bytes: number; withoutServer: boolean; next: Start }
  | { do: 'lock-database'; frames: number }
  | { do: 'fill-disk'; frames: number }
  | { do: 'client'; how: 'slow' | 'vanishing' | 'reconnecting'; frames: number }

/** So many sessions, each with the policy it has for a crash, and what is done to them, in order. */
export type Epoch = { seed: string; sessions: Opening[]; steps: Step[] }
export type Opening = { runner: number; onCrash: 'ask' | 'resume' | 'leave'; scene: string }

export const runners = ['one', 'two'] as const
const sessionsEach = 5
const stepsEach = 40

const scenes = [
  'text pace=0.2',
  'plan pace=0.2',
  'tools pace=0.2',
  'edit pace=0.2',
  'thinking pace=0.3',
  'nested pace=0.15',
  'parallel pace=0.2',
  'background pace=0.3',
  'child-fails pace=0.2',
  'approval pace=0.2',
  'child-approval pace=0.2',
  'question pace=0.2',
  'flood rate=200 events=120 size=60',
  'long kb=60 pace=0.3',
  'u2028 pace=0.2',
  'future pace=0.2',
] as const

const points = ['commit', 'show', 'ack'].flatMap((what) => [`before-${what}`, `after-${what}`])

/** The same seed and number give the same plan, on every machine. What the machine then does in it is its own. */
export function planOf(seed: string, steps: number, { disk }: { disk: boolean }): Epoch[] {
  const epochs: Epoch[] = []
  for (let left = steps; left > 0; left -= stepsEach) {
    const its = `${seed}/${epochs.length}`
    const random = seededRandom(its)
    epochs.push({
      seed: its,
      sessions: Array.from({ length: sessionsEach }, () => ({
        runner: random.between(0, runners.length - 1),
        onCrash: random.pick(['ask', 'resume', 'leave']),
        scene: random.pick(scenes),
      })),
      steps: Array.from({ length: Math.min(left, stepsEach) }, () => stepOf(random, disk)),
    })
  }
  return epochs
}

function stepOf(random: Random, disk: boolean): Step {
  const whose = random.between(0, sessionsEach - 1)
  const which = random.between(0, runners.length - 1)
  const frames = random.between(0, 12)
  const dice = random.between(1, 100)
  if (dice <= 22)
    return { do: 'prompt', whose, scene: random.pick(scenes), now: random.between(1, 4) === 1 }
  if (dice <= 26) return { do: 'interrupt', whose }
  if (dice <= 60) return { do: 'kill-server', frames, next: startOf(random) }
  if (dice <= 80) return { do: 'kill-agent', whose, frames }
  if (dice <= 85) return { do: 'kill-runner', which, frames }
  if (dice <= 88) {
    const bytes = random.between(1, 4000)
    const withoutServer = random.between(0, 1) === 1
    return { do: 'tear-journal', which, bytes, withoutServer, next: startOf(random) }
  }
  if (dice <= 91) return { do: 'lock-database', frames }
  if (dice <= 93 && disk) return { do: 'fill-disk', frames }
  return { do: 'client', how: random.pick(['slow', 'vanishing', 'reconnecting']), frames }
}

function startOf(random: Random): Start {
  const start: Start = {}
  const point = random.pick([null, null, ...points])
  if (point !== null) start.dieAt = `${point}:${random.between(1, 6)}`
  if (random.between(1, 4) === 1) start.clock = random.between(1, 1_000_000)
  if (random.between(1, 3) === 1) start.disorder = random.between(1, 1_000_000)
  return start
}
