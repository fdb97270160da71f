// The load maker of the benchmark: the same lines, written the same way, for the floor and for Signalbox.
//   node load.mjs MIX COUNT RATE   writes them at once (the floor's child)
//   node load.mjs                  speaks the Agent Client Protocol and writes them for each prompt "MIX COUNT RATE"
// MIX: `live` (683 bytes a line on average, 60 % of them pieces of growing messages) or `whole` (1.3 kB, each line a
// thing of its own that is recorded). RATE: lines a second, 0 for as fast as they are read.
// Each line carries `@N:T@`: its number, and when it was written in µs of the machine's monotonic clock.

const chunkSize = 64 * 1024
const words = 'shard rebuilt, 214 rows checked, 0 differ; '
const filler = (size) => words.repeat(Math.ceil(size / words.length)).slice(0, size)
const long = filler(960)
const piece = filler(50)

let run = 0
let session = 'floor'

function line(mix, n) {
  const mark = `@${n}:${process.hrtime.bigint() / 1000n}@`
  const place = n % 10
  const head = `{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"${session}","update":`
  if (mix === 'live' && place < 6)
    return `${head}{"sessionUpdate":"agent_message_chunk","messageId":"m${run}-${n - place}","content":{"type":"text","text":"${mark} ${piece}"}}}}\n`
  if (mix === 'whole' && place === 0)
    return `${head}{"sessionUpdate":"agent_message_chunk","messageId":"m${run}-${n}","content":{"type":"text","text":"${mark} ${long}"}}}}\n`
  return `${head}{"sessionUpdate":"tool_call","toolCallId":"c${run}-${n}","name":"Bash","title":"npm test -- shard ${n}","kind":"execute","status":"completed","rawInput":{"command":"npm test -- shard ${n}"},"content":[{"type":"content","content":{"type":"text","text":"${mark} ${long}"}}]}}}\n`
}

const put = (text) =>
  new Promise((resolve) => {
    if (process.stdout.write(text)) resolve()
    else process.stdout.once('drain', resolve)
  })

async function write(mix, count, rate) {
  run += 1
  const begun = performance.now()
  for (let n = 0; n < count;) {
    const due =
      rate === 0 ? count : Math.min(count, Math.floor(((performance.now() - begun) * rate) / 1000))
    let text = ''
    for (; n < due && text.length < chunkSize; n += 1) text += line(mix, n)
    if (text !== '') await put(text)
    else {
      const early = ((n + 1) * 1000) / rate - (performance.now() - begun)
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, early)))
    }
  }
}

const [mix, count, rate] = process.argv.slice(2)
if (mix) await write(mix, Number(count), Number(rate))
else {
  const answers = {
    initialize: () => ({
      protocolVersion: 1,
      agentInfo: { name: 'load', version: '1' },
      agentCapabilities: { sessionCapabilities: { resume: {} } },
    }),
    'session/new': () => ({ sessionId: (session = `load-${process.pid}`) }),
    'session/resume': ({ sessionId }) => (session = sessionId) && {},
    async 'session/prompt'({ prompt }) {
      const [mix, count, rate] = prompt[0].text.split(' ')
      await write(mix, Number(count), Number(rate))
      return { stopReason: 'end_turn' }
    },
  }
  let held = ''
  process.stdin.setEncoding('utf8')
  async function answer({ id, method, params }) {
    if (id === undefined) return
    const result = (await answers[method]?.(params)) ?? {}
    await put(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
  }
  process.stdin.on('data', (text) => {
    const lines = (held + text).split('\n')
    held = lines.pop()
    for (const each of lines) void answer(JSON.parse(each))
  })
  process.stdin.on('end', () => process.exit(0))
}
