import { expect, onTestFinished, test } from 'vitest'
import { modelServer } from './server.ts'
import type { Scenarios } from './scenario.ts'

const call = { name: 'Bash', input: { command: 'ls' } }
const scripts: Scenarios = {
  runs: [
    { text: 'I look.', calls: [call] },
    { text: 'Seen.', expects: { results: [/a file/] } },
  ],
  text: [{ text: 'Hello.' }],
  sees: [
    { text: 'Red.', expects: { prompt: /See it/, pictures: ['image/png'], history: ['Hi.'] } },
  ],
  compacts: [{ text: 'A long story.' }, { text: 'In short.', compacts: true }],
}

const picture = (media_type: string) => ({
  type: 'image',
  source: { type: 'base64', media_type, data: 'cmVk' },
})

/** Asks a scripted model as an agent does. The answer is given back as the history would hold it. */
async function model() {
  const server = await modelServer(scripts)
  onTestFinished(() => server.close())
  async function ask(...messages: object[]): Promise<number> {
    const response = await fetch(`${server.url}/v1/messages?beta=true`, {
      method: 'POST',
      headers: { 'x-claude-code-session-id': 'one' },
      body: JSON.stringify({ model: 'm', stream: true, messages }),
    })
    await response.text()
    return response.status
  }
  return { server, ask }
}

const said = (text: string) => ({ role: 'user', content: text })
const looked = {
  role: 'assistant',
  content: [
    { type: 'text', text: 'I look.' },
    { type: 'tool_use', id: 'toolu_000001', ...call },
  ],
}
const result = (content: string) => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'toolu_000001', content }],
})

test('a conversation that brings what its script expects is without fault', async () => {
  const { server, ask } = await model()
  expect(await ask(said('play:runs'))).toBe(200)
  expect(await ask(said('play:runs'), looked, result('a file'))).toBe(200)
  expect(server.asked).toEqual(['runs/0', 'runs/1'])
  expect(server.models).toEqual(['m', 'm'])
  expect(server.faults).toEqual([])
})

test('a call without its result, and a result that is another, are faults', async () => {
  const { server, ask } = await model()
  await ask(said('play:runs'))
  await ask(said('play:runs'), looked, result('nothing'))
  await ask(said('play:runs'), looked)
  expect(server.faults.slice(0, 3)).toEqual([
    'runs/1: no result like /a file/ in ["nothing"]',
    'runs/1: no result for toolu_000001',
    'runs/1: no result like /a file/ in []',
  ])
})

test('a history that lost what was said is a fault', async () => {
  const { server, ask } = await model()
  await ask(said('play:text'))
  await ask(said('play:text'))
  expect(server.faults).toEqual(['text/0: its history lacks "Hello."'])
})

test('a model is tried with one token, and an unheard-of one is not there', async () => {
  const { server } = await model()
  const tryModel = async (name: string) => {
    const body = JSON.stringify({ model: name, max_tokens: 1, messages: [said('Hi')] })
    return (await fetch(`${server.url}/v1/messages?beta=true`, { method: 'POST', body })).status
  }
  expect([await tryModel('m'), await tryModel('unheard-of')]).toEqual([200, 404])
  expect(server.tried).toEqual(['m', 'unheard-of'])
  expect([server.asked, server.faults]).toEqual([[], []])
})

test('a request that no script expects is refused, and a fault', async () => {
  const { server, ask } = await model()
  expect(await ask(said('play:unheard-of'))).toBe(400)
  expect((await fetch(`${server.url}/v1/models`)).status).toBe(404)
  expect(server.faults).toEqual([
    'a request that no script expects: unheard-of/0',
    'a request to GET /v1/models',
  ])
})

test('a prompt, its pictures and what was said before are as the script expects, or are faults', async () => {
  const { server, ask } = await model()
  const text = { type: 'text', text: 'See it. play:sees' }
  const before = { role: 'assistant', content: 'Hi.' }
  await ask(said('play:sees'), before, { role: 'user', content: [text, picture('image/png')] })
  expect(server.faults).toEqual([])
  await ask({ role: 'user', content: [{ type: 'text', text: 'play:sees' }, picture('image/gif')] })
  expect(server.faults).toEqual([
    'sees/0: no prompt like /See it/ in "play:sees\\n"',
    'sees/0: it shows [{"type":"image/gif","bytes":3}], not image/png',
    'sees/0: its history lacks "Red."',
    'sees/0: its history lacks "Hi."',
  ])
})

test('after a compaction the history may lack what was said before it', async () => {
  const { server, ask } = await model()
  const told = { role: 'assistant', content: 'A long story.' }
  await ask(said('play:compacts'))
  await ask(said('play:compacts'), told, said('Sum it up.'))
  await ask(said('In short: a story. play:text'))
  expect([server.asked, server.faults]).toEqual([['compacts/0', 'compacts/1', 'text/0'], []])
  expect(server.served[0]).toEqual({
    session: 'one',
    agent: '',
    place: 'compacts/0',
    input: 100,
    output: 10,
    cacheRead: 0,
    cacheWrite: 0,
  })
})
