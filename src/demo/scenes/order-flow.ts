import type { Scene, Step } from '../scene.ts'

const say = (text: string): Step => ({ do: 'say', text })

/** Streams a long answer, with a look at a file now and then. */
export const orderFlow: Scene = () => [
  { do: 'read', path: 'src/server.ts' },
  { do: 'read', path: 'src/checkout.ts' },
  say(
    '## From the request to the receipt\n\nAn order comes in as `POST /checkout`. `src/server.ts` looks the route up by method and path, collects the body, parses it as JSON and hands it to `checkout`. That function adds up the lines, asks for the money and saves the order together with its receipt. I go through it step by step, and at each step I say what happens when it fails.\n\n',
  ),
  say(
    '### 1. The body\n\nThe chunks of the body are collected without a limit: a client that never stops sending fills the memory of the service. `JSON.parse` throws on a body that is no JSON, and nothing catches it; the handler rejects, Node reports an unhandled rejection and the process ends. So one bad request takes the service down for everyone. A limit of 64 KiB and a 400 would close both holes.\n\n',
  ),
  say(
    '### 2. The order\n\nWhat was parsed is taken for an `Order` without a look at it. Lines may be missing, counts may be negative or a word, and `id` may be any text. Missing lines throw inside `reduce`. A negative count is worse, because nothing throws: the total becomes smaller than it should be, and that is what is charged.\n\n',
  ),
  { do: 'read', path: 'src/payments.ts' },
  {
    do: 'think',
    text: 'The interesting part is between the charge and the save: there the money has moved and the order is not known yet. I look at what is written down in between. Nothing is.',
  },
  say(
    '### 3. The charge\n\n`charge` posts the order id and the cents to the payment service. There is no deadline, so a service that accepts the connection and then says nothing holds the request for as long as the client waits. There is no key either: when the answer is lost on its way, the caller sees an error and tries again, and the customer pays twice. Every answer outside the 200s becomes the same error, a refused card as well as an outage; the caller cannot tell whether another attempt makes sense.\n\n',
  ),
  { do: 'read', path: 'src/orders.ts' },
  say(
    '### 4. The save\n\n`saveOrder` puts the order into a map in memory. It cannot fail today, and it forgets everything at a restart. An order under an id that exists replaces the older one without a word. As soon as there is a database behind it, this step can fail after the money was taken, and the receipt is then known to nobody: the answer with it is never sent.\n\n',
  ),
  {
    do: 'run',
    command: 'node --test test/orders.test.ts',
    output: ['✔ an order that was saved is listed (1.71ms)', 'tests 1, pass 1, fail 0'],
    ms: 6000,
  },
  say(
    '### 5. The answer\n\nThe caller gets `{ paid: true, order }`. `paid` is always true, because every other way ends in an exception; a client that checks the field checks nothing. The receipt is not part of the answer, although the customer will ask for it.\n\n',
  ),
  say(
    '## All the ways it can end\n\n| where | what the caller sees | money moved | order kept |\n|---|---|---|---|\n| body too large | nothing, then a reset | no | no |\n| body is no JSON | connection reset, service restarts | no | no |\n| negative count | 200 | yes, too little | yes |\n| payment refused | 500 | no | no |\n| payment slow | nothing | perhaps | no |\n| answer of the payment lost | 500 | yes | no |\n| save fails | 500 | yes | no |\n| all well | 200 | yes | until the next restart |\n\n',
  ),
  {
    do: 'think',
    text: 'Three rows have moved money without an order. One change covers all of them: write the order down before the charge, with a state, and let a second step settle what is open.',
  },
  say(
    '## What I would change, in this order\n\n**Write the order down first.** Save it as `pending` before the charge and as `paid` after it. Whatever happens in between, there is a row that says so, and a small job can ask the payment service about every row that has been pending for more than a minute.\n\n',
  ),
  say(
    '**Send a key.** The order id is unique and known before the first attempt; as an idempotency key it makes every retry safe, ours as well as that of the caller.\n\n**Set a deadline.** Eight seconds is what the payment service promises. After that the order stays pending and the caller gets a 202 with its id, so that it can ask again.\n\n',
  ),
  say(
    '**Check what comes in.** A list of lines, each with a known article, whole cents and a count from 1 to 100. Anything else is a 400 that names the field. This is the smallest of the changes and the one that stops the loss of money today.\n\n',
  ),
  {
    do: 'run',
    command: 'node scripts/trace-order.ts --order o-214 --follow',
    output: Array.from({ length: 30 }, (_, at) => `${at * 3} s  o-214 pending, attempt 1`),
    ms: 90_000,
  },
  say(
    'That is the whole way of an order. The table above is the part worth keeping; the first and the last of the four changes together are about forty lines, and none of them touches what a client sees when all goes well.',
  ),
]
