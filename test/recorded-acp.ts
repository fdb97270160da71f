import type { Told } from '../src/providers/provider.ts'
import { translator } from '../src/providers/acp/translate.ts'

/**
 * Plays a recording through the translator, as the agent's driver does. A line is `{_t, dir, m}`: the time,
 * who spoke (`c->a` or `a->c`) and the message. The recorder's own notes (`_harness`) are left out, but for
 * `beat`, which stands for the tick that records what grew, and `died`.
 */
export function recordedAcp(wire: string): Told[] {
  let time = 0
  let opened = false
  let turns = 0
  const talk = translator({ run: 'run', now: () => time })
  const told: Told[] = []

  for (const line of wire.split('\n').filter((text) => text !== '')) {
    const { _t, _harness, dir, m } = JSON.parse(line)
    time = _t
    if (_harness === 'beat') told.push(...talk.beat())
    if (_harness === 'died') told.push(...talk.ended())
    if (dir === 'c->a') {
      if (m.method === 'session/prompt') {
        if (!opened) told.push(...talk.opened())
        opened = true
        turns += 1
        told.push(...talk.prompted(`turn-${turns}`, `prompt-${turns}`))
      }
      told.push(...talk.sent(m))
    }
    if (dir === 'a->c') told.push(...talk.received(m, JSON.stringify(m)))
  }
  return told
}
