import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RpcError, rpcChannel } from './rpc.ts'

function channel() {
  const sent: unknown[] = []
  const heard: unknown[] = []
  const rpc = rpcChannel({
    write: (line) => void sent.push(JSON.parse(line)),
    onRequest: (method, params, id) => {
      if (method === 'throw') throw new Error('our fault')
      heard.push({ method, params, id })
    },
    onNotification: (method, params) => {
      if (method === 'throw') throw new Error('our fault')
      heard.push({ method, params })
    },
  })
  return { rpc, sent, heard }
}

test('a request resolves with the result that comes for its id', async () => {
  const { rpc, sent } = channel()
  const answer = rpc.request('session/new', { cwd: '/' })
  expect(sent).toEqual([{ jsonrpc: '2.0', id: 1, method: 'session/new', params: { cwd: '/' } }])
  expect(rpc.receive({ jsonrpc: '2.0', id: 1, result: { sessionId: 's' } })).toBe('response')
  expect(await answer).toEqual({ sessionId: 's' })
})

test('a refused request rejects with the code, message and data of the refusal', async () => {
  const { rpc } = channel()
  const answer = rpc.request('prompt')
  rpc.receive({ id: 1, error: { code: -32000, message: 'log in first', data: { how: 'login' } } })
  await expect(answer).rejects.toEqual(new RpcError(-32000, 'log in first', { how: 'login' }))
  await expect(answer).rejects.toMatchObject({ code: -32000, data: { how: 'login' } })
})

test('a refusal that breaks the form still rejects', async () => {
  const { rpc } = channel()
  const answer = rpc.request('prompt')
  rpc.receive({ id: 1, error: 'no' })
  await expect(answer).rejects.toMatchObject({ code: -32603, message: '"no"' })
})

test('an empty error beside a result is no refusal', async () => {
  const { rpc } = channel()
  const answer = rpc.request('prompt')
  expect(rpc.receive({ id: 1, result: null, error: null })).toBe('response')
  expect(await answer).toBe(null)
})

test('answers may come in any order, and each counts once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }), async (order) => {
      const { rpc } = channel()
      const answers = order.map(() => rpc.request('ask'))
      for (const id of order) expect(rpc.receive({ id, result: id })).toBe('response')
      for (const id of order) expect(rpc.receive({ id, result: 'again' })).toBe('invalid')
      expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5])
    }),
  )
})

test('requests and notifications are handed on, whatever kind of id they have', () => {
  const { rpc, heard } = channel()
  expect(rpc.receive({ jsonrpc: '2.0', id: 'a', method: 'read', params: [1] })).toBe('request')
  expect(rpc.receive({ jsonrpc: '2.0', id: 0, method: 'read' })).toBe('request')
  expect(rpc.receive({ jsonrpc: '2.0', method: 'update', params: {} })).toBe('notification')
  expect(heard).toEqual([
    { method: 'read', params: [1], id: 'a' },
    { method: 'read', params: undefined, id: 0 },
    { method: 'update', params: {} },
  ])
})

test('responding, refusing and notifying write the messages that JSON-RPC wants', () => {
  const { rpc, sent } = channel()
  rpc.respond('a', undefined)
  rpc.refuse(0, -32601, 'no such method')
  rpc.notify('cancel')
  expect(sent).toEqual([
    { jsonrpc: '2.0', id: 'a', result: null },
    { jsonrpc: '2.0', id: 0, error: { code: -32601, message: 'no such method' } },
    { jsonrpc: '2.0', method: 'cancel' },
  ])
})

test('what is no message, or answers nothing that was asked, is invalid', () => {
  const { rpc } = channel()
  void rpc.request('ask')
  const bad: unknown[] = [null, 1, 'text', [], {}, { id: 1 }, { id: 2, result: 1 }]
  bad.push({ id: '1', result: 1 }, { id: null, error: { code: 1, message: 'x' } })
  bad.push({ method: 5 }, { method: 'read', id: null }, { method: 'read', id: {} })
  for (const message of bad) expect(rpc.receive(message)).toBe('invalid')
})

test('any JSON at all is taken without a throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (message) => void channel().rpc.receive(message)))
})

test('a handler that throws refuses the request and harms nothing else', () => {
  const { rpc, sent } = channel()
  expect(rpc.receive({ id: 7, method: 'throw' })).toBe('invalid')
  expect(rpc.receive({ method: 'throw' })).toBe('invalid')
  expect(sent).toEqual([
    { jsonrpc: '2.0', id: 7, error: { code: -32603, message: 'Error: our fault' } },
  ])
})

test('closing rejects all that waits at once, and all that is asked later; the first reason stays', async () => {
  const { rpc, sent } = channel()
  const waiting = [rpc.request('a'), rpc.request('b')]
  rpc.close(new Error('the agent is gone'))
  rpc.close(new Error('second'))
  for (const answer of waiting) await expect(answer).rejects.toThrow('the agent is gone')
  await expect(rpc.request('c')).rejects.toThrow('the agent is gone')
  rpc.notify('d')
  expect(sent.length).toBe(2)
  expect(rpc.receive({ id: 1, result: 'late' })).toBe('invalid')
})
