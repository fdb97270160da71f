// A small agent that speaks the Agent Client Protocol on stdio and does what one word of its prompt says.
import { spawn } from 'node:child_process'

const flags = new Set(process.argv.slice(2))
let lastId = 0
let session = null
let cancel = () => undefined
const waiting = new Map()

const send = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const update = (update, sessionId = session) =>
  send({ method: 'session/update', params: { sessionId, update } })
const say = (text, sessionId) =>
  update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }, sessionId)
const ask = (method, params) =>
  new Promise((resolve) => {
    const id = `ask-${++lastId}`
    waiting.set(id, resolve)
    send({ id, method, params: { sessionId: session, ...params } })
  })
const cancelled = () => new Promise((resolve) => (cancel = () => resolve('cancelled')))
const blocks = (text) => [{ type: 'text', text }]

async function approval(sessionId) {
  const toolCall = {
    toolCallId: `call-${++lastId}`,
    title: 'rm -r build',
    kind: 'execute',
    rawInput: { command: 'rm -r build' },
  }
  update({ sessionUpdate: 'tool_call', status: 'pending', ...toolCall }, sessionId)
  const options = [
    { optionId: 'ever', name: 'Always', kind: 'allow_always' },
    { optionId: 'once', name: 'Once', kind: 'allow_once' },
    { optionId: 'no', name: 'No', kind: 'reject_once' },
  ]
  const { outcome } = await ask('session/request_permission', { sessionId, toolCall, options })
  const status = outcome.optionId === 'once' ? 'completed' : 'failed'
  if (outcome.outcome === 'cancelled') return 'cancelled'
  update({ sessionUpdate: 'tool_call_update', toolCallId: toolCall.toolCallId, status }, sessionId)
  say(`It was ${outcome.optionId}.`, sessionId)
  return 'end_turn'
}

const deeds = {
  async text() {
    update({
      sessionUpdate: 'agent_thought_chunk',
      content: { type: 'text', text: 'A greeting.' },
    })
    for (const word of ['Hello', ' from', ' here.']) say(word)
    const cost = { amount: 0.25, currency: 'USD' }
    update({ sessionUpdate: 'usage_update', used: 10, size: 100, cost })
    return 'end_turn'
  },
  approval: () => approval(session),
  async question() {
    const reply = await ask('elicitation/create', {
      mode: 'form',
      message: 'Which colour?',
      requestedSchema: {
        type: 'object',
        properties: { colour: { type: 'string', enum: ['red', 'blue'] } },
        required: ['colour'],
      },
    })
    say(`${reply.action}: ${reply.content?.colour ?? 'nothing'}`)
    return 'end_turn'
  },
  async wait() {
    say('Waiting')
    return cancelled()
  },
  async 'wait for approval'() {
    const over = cancelled()
    const asked = approval(session)
    return (await Promise.all([over, asked]))[1]
  },
  async child() {
    const state = (state, more) =>
      update({ sessionUpdate: 'subagent_update', sessionId: 'child-1', state, ...more })
    const message = (senderSessionId, recipientSessionId, text) =>
      update({
        sessionUpdate: 'session_message',
        messageId: `message-${++lastId}`,
        senderSessionId,
        recipientSessionId,
        content: blocks(text),
      })
    state({ state: 'running' }, { title: 'helper', capabilities: { cancel: {} } })
    message(session, 'child-1', 'Help me.')
    say('I help.', 'child-1')
    await approval('child-1')
    state({ state: 'idle', stopReason: 'end_turn' })
    message('child-1', session, 'Helped.')
    say('My helper is done.')
    return 'end_turn'
  },
  async fail() {
    throw Object.assign(new Error('overloaded, try later'), { code: -32603 })
  },
  async 'die in mid-turn'() {
    say('About to d')
    // Until the writer is told that the line is out, it may be lost with the process.
    process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'))
    return new Promise(() => undefined)
  },
  async 'die in mid-line'() {
    process.stdout.write('{"jsonrpc":"2.0","method":"session/up', () => process.exit(7))
    return new Promise(() => undefined)
  },
  async garbage() {
    process.stdout.write('this is no message\n[]\n')
    say('On it goes.')
    return 'end_turn'
  },
  async stubborn() {
    process.on('SIGTERM', () => undefined)
    const held = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    flags.add('stays')
    setInterval(() => undefined, 1000)
    say(`pid ${held.pid}`)
    return cancelled()
  },
  async complain() {
    process.stderr.write('something is odd\n')
    say('Complained.')
    return 'end_turn'
  },
  async 'write files'() {
    const error = await ask('fs/write_text_file', { path: '/nowhere', content: '' })
    say(`refused with ${error.code}`)
    return 'end_turn'
  },
}

const methods = {
  initialize: () => ({
    protocolVersion: 1,
    agentInfo: { name: 'scripted', version: '1.2.3' },
    agentCapabilities: flags.has('forgetful')
      ? {}
      : flags.has('loads')
        ? { loadSession: true }
        : { sessionCapabilities: { resume: {}, close: {} } },
  }),
  'session/new': () => opened(`session-${process.pid}`),
  'session/resume': ({ sessionId }) => found(sessionId),
  'session/load'({ sessionId }) {
    found(sessionId)
    say('What was said before.')
    return found(sessionId)
  },
  'session/set_mode'({ modeId }) {
    if (modeId === 'acceptEdits') throw Object.assign(new Error('not today'), { code: -32602 })
    return {}
  },
  'session/set_config_option': ({ value }) => ({ configOptions: models(value) }),
  'session/close': () => ({}),
  async 'session/prompt'({ prompt }) {
    const deed = Object.hasOwn(deeds, prompt[0].text) ? prompt[0].text : 'text'
    const stopReason = await deeds[deed]()
    return { stopReason, usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } }
  },
}

function opened(sessionId) {
  session = sessionId
  const ids = ['auto', 'default', 'plan', 'acceptEdits']
  const availableModes = ids.map((id) => ({ id, name: id }))
  return {
    sessionId,
    modes: { currentModeId: 'auto', availableModes },
    ...(!flags.has('one-model') && { configOptions: models('small') }),
  }
}

function models(currentValue) {
  const options = ['small', 'large'].map((value) => ({ value, name: value }))
  return [{ id: 'model', name: 'Model', category: 'model', type: 'select', currentValue, options }]
}

function found(sessionId) {
  if (!sessionId.startsWith('session-'))
    throw Object.assign(new Error(`no session ${sessionId}`), { code: -32002 })
  const { sessionId: _, ...state } = opened(sessionId)
  return state
}

async function receive({ id, method, params, result, error }) {
  if (method === 'session/cancel') return cancel()
  if (method === undefined) {
    waiting.get(id)?.(error ?? result)
    return
  }
  try {
    send({ id, result: await methods[method](params) })
  } catch ({ code = -32603, message }) {
    send({ id, error: { code, message } })
  }
}

let held = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text) => {
  const lines = (held + text).split('\n')
  held = lines.pop()
  for (const line of lines) void receive(JSON.parse(line))
})
process.stdin.on('end', () => {
  if (!flags.has('stays')) process.exit(0)
})
