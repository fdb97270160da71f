// A server of the Model Context Protocol over stdio with one tool: `measure` says what it was given.
import { createInterface } from 'node:readline'

const tool = {
  name: 'measure',
  description: 'Measures a thing.',
  inputSchema: { type: 'object', properties: { what: { type: 'string' } }, required: ['what'] },
}

function answerTo({ method, params }) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'gauge', version: '1.0.0' },
      }
    case 'tools/list':
      return { tools: [tool] }
    case 'tools/call': {
      const text = `${params.arguments.what} is ${process.env.UNIT ?? 'nothing'} long`
      return { content: [{ type: 'text', text }] }
    }
    default:
      return {}
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line)
  if (message.id === undefined) return
  const answer = { jsonrpc: '2.0', id: message.id, result: answerTo(message) }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
})
