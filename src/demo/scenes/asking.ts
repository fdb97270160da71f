import type { Question, Scene, Step } from '../scene.ts'

const migrate: Step = {
  do: 'run',
  command: 'npm run db:migrate -- --env staging',
  output: ['applying 0042_order_receipts', 'applied in 214 ms', 'schema is at 42'],
  ask: {
    allowed: [
      { do: 'say', text: 'The staging database is at version 42 and the new column is there.' },
    ],
    denied: [
      { do: 'say', text: 'I leave the database alone and put the command into the notes instead.' },
      { do: 'think', text: 'Without the column the new code must tolerate its absence for now.' },
    ],
  },
}

export const approval: Scene = () => [
  { do: 'say', text: 'The migration is written. Next it has to run on staging.' },
  migrate,
]

export const approvals: Scene = () => [
  {
    do: 'run',
    command: 'git commit -m "Retry payments"',
    output: ['[retry 3f2a91c] Retry payments', ' 2 files changed, 48 insertions(+)'],
    ask: {
      allowed: [{ do: 'say', text: 'The commit is made.' }],
      denied: [{ do: 'say', text: 'I leave the changes uncommitted.' }],
    },
  },
  {
    do: 'run',
    command: 'git push origin retry',
    output: ['To ../shop-api.git', ' * [new branch] retry -> retry'],
    ask: {
      allowed: [{ do: 'say', text: 'The branch is pushed.' }],
      denied: [{ do: 'say', text: 'Nothing is pushed; the branch stays here.' }],
    },
  },
]

const roundings = [
  {
    id: 'half-even',
    name: 'Half to even',
    means: 'as banks do',
    said: 'Half to even it is: 0.125 becomes 0.12, 0.135 becomes 0.14.',
  },
  {
    id: 'half-up',
    name: 'Half up',
    means: 'as on paper',
    said: 'Half up it is: 0.125 becomes 0.13.',
  },
]

const say = (text: string): Step[] => [{ do: 'say', text }]

/** So many ways to round; the first ones tell beside them what they mean. */
function ways(count: number): Question['options'] {
  const known = roundings.map(({ id, name, means, said }) => ({
    id,
    label: name,
    description: means,
    next: say(said),
  }))
  const others = Array.from({ length: Math.max(0, count - known.length) }, (_, at) => ({
    id: `digits-${at + 3}`,
    label: `To ${at + 3} digits`,
    next: say(`Amounts are kept to ${at + 3} digits.`),
  }))
  return [...known, ...others]
}

function ofAccount(account: number): Question {
  return {
    message: `Which rounding should account ${account} follow?`,
    options: roundings.map(({ id, name, means }) => ({
      id,
      label: name,
      description: means,
      next: say(`Account ${account}: ${name.toLowerCase()}.`),
    })),
  }
}

/**
 * A question with two answers. `several=yes`: any number of `options` ways may be chosen. `more`: so many
 * further questions stand in the same form.
 */
export const question: Scene = ({ key, number }) => [
  ...say('The report adds floating point numbers; cents get lost on the way.'),
  {
    do: 'question',
    ...(key('several', 'no') === 'yes'
      ? {
          message: 'Which roundings should the ledger offer?',
          options: ways(number('options', 2)),
          several: true,
        }
      : {
          message: 'Which rounding should the ledger follow?',
          options: roundings.map(({ id, name, means, said }) => ({
            id,
            label: `${name}, ${means}`,
            next: say(said),
          })),
        }),
    more: Array.from({ length: number('more', 0) }, (_, at) => ofAccount(at + 1)),
    declined: say('Without an answer I count in whole cents and round nothing.'),
  },
]

export const childApproval: Scene = () => [
  { do: 'say', text: 'A subagent prepares staging.' },
  {
    do: 'subagent',
    name: 'prepare staging',
    role: 'general-purpose',
    prompt: 'Bring the staging database to the newest version.',
    steps: [migrate],
    reply: 'Staging is looked after.',
  },
  { do: 'say', text: 'The subagent is done with staging.' },
]
