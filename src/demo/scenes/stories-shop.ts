import type { Scene, Step } from '../scene.ts'

const retryPlan = [
  'See how a charge is made today',
  'Retry with backoff under one idempotency key',
  'Cover it with a test',
  'Try it against the payment sandbox',
]

/** Works for a while and then needs an approval. */
export const checkoutRetry: Scene = () => [
  {
    do: 'say',
    text: 'A charge that times out may still have happened, so a bare retry could charge twice. I look at how the key is made before I touch anything.',
  },
  { do: 'plan', entries: retryPlan, done: 0 },
  { do: 'read', path: 'src/checkout.ts' },
  { do: 'read', path: 'src/payments.ts' },
  { do: 'search', pattern: 'charge\\(', hits: ['src/checkout.ts:6', 'src/payments.ts:4'] },
  {
    do: 'think',
    text: 'The order id is unique and known before the first attempt, so it can be the idempotency key. Three attempts, 200 ms doubled each time; only a time-out or a 5xx is tried again, a refusal is final.',
  },
  { do: 'plan', entries: retryPlan, done: 1 },
  {
    do: 'edit',
    path: 'src/retry.ts',
    text: `/** Tries again after 200 ms, 400 ms …; \`final\` says which errors end it at once. */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  final: (error: unknown) => boolean,
  attempts = 3,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      if (attempt >= attempts || final(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt))
    }
  }
}
`,
  },
  {
    do: 'edit',
    path: 'src/payments.ts',
    find: "    method: 'POST',\n",
    text: "    method: 'POST',\n    headers: { 'idempotency-key': order },\n    signal: AbortSignal.timeout(8000),\n",
  },
  { do: 'plan', entries: retryPlan, done: 2 },
  {
    do: 'run',
    command: 'npm test',
    output: [
      '✔ an order that was saved is listed (1.92ms)',
      '✔ a time-out is tried again under the same key (611.40ms)',
      '✔ a refused charge is not tried again (0.71ms)',
      'tests 3, pass 3, fail 0',
    ],
    ms: 4000,
  },
  { do: 'plan', entries: retryPlan, done: 3 },
  { do: 'say', text: 'The tests pass. What they cannot show is that the sandbox honours the key.' },
  {
    do: 'run',
    command: 'node scripts/charge-twice.ts --env sandbox --order o-214',
    output: [
      'first charge: 201 ch_8841',
      'same key again: 200 ch_8841',
      'one charge on the account',
    ],
    ask: {
      allowed: [
        { do: 'plan', entries: retryPlan, done: 4 },
        {
          do: 'say',
          text: 'The sandbox gives back the same charge for the same key, so a retry never charges twice. The retry is in `src/retry.ts`; a charge now gives up after three attempts, at the latest after 25 seconds.',
        },
      ],
      denied: [
        {
          do: 'say',
          text: 'I leave the sandbox alone. The code relies on the key as it is documented; until someone has seen the sandbox honour it, I would keep the retry switched off in production.',
        },
      ],
    },
  },
]

const areas: { area: string; file: string; hole: string; proof: string }[] = [
  {
    area: 'checkout',
    file: 'src/checkout.ts',
    hole: 'a negative count lowers the total',
    proof: 'POST /checkout {count: -1} → 200, total -1250',
  },
  {
    area: 'orders',
    file: 'src/orders.ts',
    hole: 'an order can be saved under an id that exists',
    proof: 'two orders o-1 → the first one is gone',
  },
  {
    area: 'server',
    file: 'src/server.ts',
    hole: 'a body that is no JSON ends the request without an answer',
    proof: 'POST /checkout "{" → connection reset',
  },
]

function auditor({ area, file, hole, proof }: (typeof areas)[number], slow: number): Step {
  const verify: Step = {
    do: 'subagent',
    name: `verify: ${area}`,
    role: 'verifier',
    prompt: `Prove or refute: in ${file}, ${hole}.`,
    steps: [
      { do: 'think', text: 'I try it against a service of my own instead of arguing about it.' },
      {
        do: 'run',
        command: `node scripts/probe.ts ${area}`,
        output: ['starting', proof],
        ms: slow,
      },
      { do: 'say', text: `Confirmed: ${hole}.` },
    ],
    reply: `Confirmed by a request: ${proof}`,
  }
  return {
    do: 'subagent',
    name: `audit: ${area}`,
    role: 'auditor',
    prompt: `Find what ${file} takes from outside and does not check. Have each finding verified.`,
    steps: [
      { do: 'read', path: file },
      { do: 'say', text: `I follow every field of the request through ${file}.` },
      { do: 'search', pattern: 'body|params|query', hits: [`${file}:4`, `${file}:9`] },
      {
        do: 'run',
        command: `node scripts/fuzz.ts ${area} --cases 2000`,
        ms: slow,
        output: progress,
      },
      { do: 'say', text: `I suspect that ${hole}. I have it verified before I report it.` },
      verify,
    ],
    reply: `${area}: ${hole}. ${proof}`,
  }
}

const progress = Array.from(
  { length: 20 },
  (_, at) => `${(at + 1) * 100} cases, ${at > 8 ? 1 : 0} odd`,
)

/** Runs for minutes, with subagents that have subagents. */
export const validationAudit: Scene = () => [
  {
    do: 'say',
    text: 'Three auditors take one part each; whatever they find is proved by someone else.',
  },
  { do: 'plan', entries: auditPlan, done: 0 },
  { do: 'together', steps: areas.map((area, at) => auditor(area, 40_000 + at * 25_000)) },
  { do: 'plan', entries: auditPlan, done: 1 },
  { do: 'run', command: 'node scripts/fuzz.ts all --cases 50000', ms: 120_000, output: progress },
  { do: 'plan', entries: auditPlan, done: 2 },
  {
    do: 'say',
    text: 'Three findings, the worst first. 1. `src/checkout.ts`: a negative count lowers the total; a customer can pay less. 2. `src/orders.ts`: an order can overwrite another. 3. `src/server.ts`: a body that is no JSON gets no answer. Each was shown by a request, none is a guess.',
  },
  { do: 'plan', entries: auditPlan, done: 3 },
]

const auditPlan = ['Audit checkout, orders and server', 'Fuzz everything once more', 'Rank it']
