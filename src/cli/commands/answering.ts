import type { Reply } from '../run/asker.ts'
import { askOf } from '../ask-of.ts'
import { chosenOf } from '../chosen.ts'
import { Anything, path } from '../client.ts'
import type { CommandSpec, Flags } from '../command.ts'
import type { Context } from '../context.ts'
import { openAsk } from '../open-ask.ts'
import { exit } from '../refused.ts'
import { textFrom } from '../words.ts'

const askArg = {
  name: '<id>',
  about: 'the approval, or a session where only one waits; the first letters are enough',
}

async function answered(context: Context, id: string, reply: Reply, told: string): Promise<number> {
  const client = await context.server()
  const answer = await client.send('POST', path('approvals', id), reply, Anything)
  if (context.json) context.out.document(answer)
  else context.out.line(told)
  return exit.ok
}

export const approve: CommandSpec = {
  name: 'approve',
  about: 'allow what an agent asks leave for',
  args: [askArg],
  flags: [{ flags: '--always', about: 'and every like call of this session' }],
  examples: [
    ['signalbox approve 3f9c2a', 'this once'],
    ['signalbox approve 3f9c2a --always', 'and the same again in this session'],
  ],
  run(context, [id = ''], flags) {
    const always = flags.on('always')
    const reply: Reply = { choice: 'allow', ...(always && { always }) }
    return answered(context, id, reply, always ? 'Allowed, always in this session.' : 'Allowed.')
  },
}

export const deny: CommandSpec = {
  name: 'deny',
  about: 'refuse what an agent asks leave for',
  args: [askArg],
  flags: [{ flags: '--reason <text>', about: 'told to the agent' }],
  examples: [
    ['signalbox deny 3f9c2a', 'the turn goes on without it'],
    ['signalbox deny 3f9c2a --reason "not on main"', 'and it knows why'],
  ],
  run(context, [id = ''], flags: Flags) {
    const reason = flags.text('reason')
    const reply: Reply = { choice: 'deny', ...(reason !== undefined && { reason }) }
    return answered(context, id, reply, 'Denied.')
  },
}

export const answer: CommandSpec = {
  name: 'answer',
  about: "answer an agent's question",
  args: [
    askArg,
    { name: '<text...>', about: 'the answer: the number of one that is offered, or any text' },
  ],
  flags: [],
  examples: [
    ['signalbox answer 3f9c2a "PostgreSQL"', 'the turn goes on with it'],
    ['signalbox answer 3f9c2a 2', 'the second of what is offered; 1,3 where several may be chosen'],
  ],
  async run(context, [id = '', ...words]) {
    const text = await textFrom(context.world, words, 'the answer')
    const ask = await openAsk(await context.server(), id)
    // The numbers are those of one ask: no other may get them, should another wait by then.
    const reply: Reply = { choice: 'reply', text: ask === null ? text : chosenOf(askOf(ask), text) }
    return answered(context, ask?.id ?? id, reply, 'Answered.')
  },
}
