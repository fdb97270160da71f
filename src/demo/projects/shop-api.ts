/** A small order service: routes, checkout, payments. */
export const shopApi: Record<string, string> = {
  'package.json': `{
  "name": "shop-api",
  "version": "1.4.0",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "node src/server.ts",
    "test": "node --test"
  }
}
`,
  'README.md': `# shop-api

Takes orders and charges them. \`npm start\` listens on port 3000, \`npm test\` runs the tests.
`,
  'src/server.ts': `import { createServer } from 'node:http'
import { checkout } from './checkout.ts'
import { listOrders } from './orders.ts'

const routes: Record<string, (body: unknown) => Promise<unknown>> = {
  'GET /orders': () => listOrders(),
  'POST /checkout': (body) => checkout(body as Parameters<typeof checkout>[0]),
}

createServer(async (request, response) => {
  const route = routes[\`\${request.method} \${request.url}\`]
  if (!route) {
    response.writeHead(404).end()
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const answer = await route(text === '' ? null : JSON.parse(text))
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}).listen(3000)
`,
  'src/checkout.ts': `import { charge } from './payments.ts'
import { saveOrder, type Order } from './orders.ts'

export async function checkout(order: Order): Promise<{ paid: boolean; order: string }> {
  const total = order.lines.reduce((sum, line) => sum + line.cents * line.count, 0)
  const receipt = await charge(order.id, total)
  await saveOrder({ ...order, receipt: receipt.id })
  return { paid: true, order: order.id }
}
`,
  'src/payments.ts': `export type Receipt = { id: string; cents: number }

/** Asks the payment service for money. */
export async function charge(order: string, cents: number): Promise<Receipt> {
  const response = await fetch('http://127.0.0.1:4010/charges', {
    method: 'POST',
    body: JSON.stringify({ order, cents }),
  })
  if (!response.ok) throw new Error(\`payment failed: \${response.status}\`)
  return (await response.json()) as Receipt
}
`,
  'src/orders.ts': `export type Line = { sku: string; cents: number; count: number }
export type Order = { id: string; lines: Line[]; receipt?: string }

const orders = new Map<string, Order>()

export async function saveOrder(order: Order): Promise<void> {
  orders.set(order.id, order)
}

export async function listOrders(): Promise<Order[]> {
  return [...orders.values()]
}
`,
  'test/orders.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listOrders, saveOrder } from '../src/orders.ts'

test('an order that was saved is listed', async () => {
  await saveOrder({ id: 'o-1', lines: [{ sku: 'mug', cents: 1250, count: 2 }] })
  assert.deepEqual((await listOrders()).map((order) => order.id), ['o-1'])
})
`,
}
