import { ApprovalsJson, SessionsJson } from '../../contract/response.ts'
import type { CommandSpec } from '../command.ts'
import { answeringLines, askLines } from '../print/ask-lines.ts'
import { age } from '../print/numbers.ts'
import { safeLine } from '../print/safe.ts'
import { exit } from '../refused.ts'
import { askOf } from '../ask-of.ts'

export const approvals: CommandSpec = {
  name: 'approvals',
  about: 'everything that waits for your answer, longest wait first',
  args: [],
  flags: [],
  examples: [
    ['signalbox approvals', 'what waits, with the commands that answer it'],
    ['signalbox approvals --json | jq -r .approvals[].id', 'the ids'],
  ],
  async run({ server, out, json, style, world }) {
    const client = await server()
    const answer = await client.get('approvals', ApprovalsJson)
    if (json) {
      out.document(answer)
      return exit.ok
    }
    const { sessions } = await client.get('sessions', SessionsJson)
    if (answer.approvals.length === 0) out.line('Nothing needs you.')
    for (const approval of answer.approvals) {
      const title = sessions.find(({ id }) => id === approval.sessionId)?.title
      const wait = age(world.now() - Date.parse(approval.since))
      const ask = askOf(approval)
      for (const line of askLines(ask, style)) out.line(line)
      out.line(style.dim(`  ${safeLine(title ?? approval.sessionId)} · waits for ${wait}`))
      for (const line of answeringLines(ask, style)) out.line(line)
    }
    return exit.ok
  },
}
