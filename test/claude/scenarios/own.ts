import type { Scenarios } from '../../model-server/scenario.ts'
import { agent, bash } from './calls.ts'

/** What the person's own settings, memory and servers have a part in. */
export const own: Scenarios = {
  moss: [{ text: 'Moss it is.', expects: { prompt: /paint everything in moss/ } }],
  'by-rule': [
    { calls: [bash('touch ruled')] },
    { calls: [bash('rm -r ruled')], expects: { results: [/no output/] } },
    { text: 'The rules spoke.', expects: { results: [/denied/i] } },
  ],
  'by-hook': [
    { calls: [bash('echo hooked-in')] },
    { calls: [bash('echo hooked-out')], expects: { results: [/^hooked-in/] } },
    { text: 'The hook spoke.', expects: { results: [/not in this house/] } },
  ],
  'rule-below': [
    { calls: [agent('sweeper', 'rule-below-child')] },
    { text: 'It could not sweep.', expects: { results: [/The rules forbid it/] } },
  ],
  'rule-below-child': [{ calls: [bash('rm -r ruled')] }, { text: 'The rules forbid it.' }],
  measures: [
    { calls: [{ name: 'mcp__gauge__measure', input: { what: 'The table' } }] },
    { text: 'It was measured.', expects: { results: [/The table is two ells long/] } },
  ],
}
