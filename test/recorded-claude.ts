import type { Told } from '../src/providers/provider.ts'
import { translator } from '../src/providers/claude/translate.ts'

/**
 * Plays a recording through the translator, as the agent's driver does. A line is a message of the SDK with
 * `_t`, the time, or a note of the recorder (`_harness`): `push` a prompt, `canUseTool` a call that asks,
 * `interrupt`, `beat` the tick that records what grew, `child-exit` the end. Where no prompt was noted, one
 * was there from the start.
 */
export function recordedClaude(wire: string): Told[] {
  let time = 0
  let turns = 0
  let asked = 0
  const talk = translator({ run: 'run', now: () => time })
  const told: Told[] = []
  const lines = wire.split('\n').filter((text) => text !== '')
  const notes = lines.some((line) => line.includes('"_harness":"push"'))

  function prompt(uuid: string): void {
    turns += 1
    told.push(...talk.prompted(`turn-${turns}`, `prompt-${turns}`, uuid))
  }

  for (const line of lines) {
    const { _t, _harness: note, ...message } = JSON.parse(line)
    time = _t
    if (note === undefined) told.push(...talk.received(message))
    if (note === 'spawn' && !notes) prompt('')
    if (note === 'push') {
      if (talk.inTurn()) talk.steered(`steer-${turns}`, message.m.uuid ?? '')
      else prompt(message.m.uuid ?? '')
    }
    if (note === 'canUseTool') {
      const { tool, input, opts } = message
      asked += 1
      const request = { tool, input, call: opts.toolUseID, agent: opts.agentID }
      told.push(...talk.asked(request, () => undefined).told)
    }
    if (note === 'canUseTool-answer') {
      const text = Object.values<string>(message.updatedInput?.answers ?? {})[0]
      const allow = { choice: 'allow' as const }
      const given = text === undefined ? allow : { choice: 'reply' as const, text }
      const denied = { choice: 'deny' as const, reason: String(message.message) }
      const answer = message.behavior === 'deny' ? denied : given
      told.push(...talk.answered(`run:ask${asked}`, answer).told)
    }
    if (note === 'interrupt') talk.interrupted()
    if (note === 'beat') told.push(...talk.beat())
    if (note === 'child-exit') told.push(...talk.ended())
  }
  return told
}
