import type { Scene, Step } from '../scene.ts'

const check = (what: string): Step => ({
  do: 'run',
  command: `node --test test/${what}.test.ts`,
  output: [`✔ ${what}`, 'tests 4, pass 4'],
  ms: 600,
})

export const nested: Scene = () => [
  { do: 'say', text: 'I hand the review of the checkout to a subagent.' },
  {
    do: 'subagent',
    name: 'review the checkout',
    role: 'reviewer',
    prompt: 'Review src/checkout.ts. Let others look at the parts.',
    steps: [
      { do: 'say', text: 'The checkout leans on payments; I let someone look at those.' },
      { do: 'read', path: 'src/checkout.ts', otherwise: 'export async function checkout() {}\n' },
      {
        do: 'subagent',
        name: 'look at payments',
        role: 'explorer',
        prompt: 'What can fail in src/payments.ts?',
        steps: [
          { do: 'say', text: 'A charge has no deadline and no key. I have the key checked.' },
          { do: 'search', pattern: 'idempotency', hits: [] },
          {
            do: 'subagent',
            name: 'check the key',
            role: 'verifier',
            prompt: 'Does the payment service take an idempotency key?',
            steps: [
              { do: 'say', text: 'It does: the header is called Idempotency-Key.' },
              check('payments'),
            ],
            reply: 'The service takes Idempotency-Key.',
          },
        ],
        reply: 'No deadline, no key; the service would take one.',
      },
    ],
    reply: 'Send an idempotency key and set a deadline of eight seconds.',
  },
  { do: 'say', text: 'The review found two things: a missing key and a missing deadline.' },
]

const worker = (area: string): Step => ({
  do: 'subagent',
  name: `tests of ${area}`,
  role: 'tester',
  prompt: `Run the tests of ${area} and say what is slow.`,
  steps: [{ do: 'say', text: `I run the tests of ${area}.` }, check(area)],
  reply: `All tests of ${area} pass.`,
})

export const parallel: Scene = () => [
  { do: 'say', text: 'Three subagents run the three suites side by side.' },
  { do: 'together', steps: [worker('orders'), worker('payments'), worker('receipts')] },
  { do: 'say', text: 'All three suites pass.' },
]

/** `ms`: how long the background work goes on after the turn. */
export const background: Scene = (setting) => [
  {
    do: 'subagent',
    name: 'watch the build',
    role: 'watcher',
    prompt: 'Build everything and say what broke.',
    background: true,
    steps: [
      { do: 'say', text: 'The build is running.' },
      { do: 'wait', title: 'npm run build:all', ms: setting.number('ms', 400) },
      { do: 'say', text: 'The build is through; nothing broke.' },
    ],
    reply: 'The build is through.',
  },
  { do: 'say', text: 'The build goes on in the background; ask me for anything else meanwhile.' },
]

export const childFails: Scene = () => [
  {
    do: 'subagent',
    name: 'search the archive',
    role: 'explorer',
    prompt: 'Find the first version that lost the cents.',
    steps: [
      { do: 'say', text: 'I go through the old versions.' },
      { do: 'fail', kind: 'overloaded' },
    ],
    reply: '',
  },
  { do: 'say', text: 'The search gave up half way; I go on with what we know.' },
]
