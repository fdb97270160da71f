import type { Scene, Step } from '../scene.ts'

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

export const question: Scene = () => [
  { do: 'say', text: 'The report adds floating point numbers; cents get lost on the way.' },
  {
    do: 'question',
    message: 'Which rounding should the ledger follow?',
    options: [
      {
        id: 'half-even',
        label: 'Half to even, as banks do',
        next: [{ do: 'say', text: 'Half to even it is: 0.125 becomes 0.12, 0.135 becomes 0.14.' }],
      },
      {
        id: 'half-up',
        label: 'Half up, as on paper',
        next: [{ do: 'say', text: 'Half up it is: 0.125 becomes 0.13.' }],
      },
    ],
    declined: [{ do: 'say', text: 'Without an answer I count in whole cents and round nothing.' }],
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
