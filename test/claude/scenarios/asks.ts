import { join } from 'node:path'
import type { Scenarios } from '../../model-server/scenario.ts'
import { bash, plan, question } from './calls.ts'

/** What has to wait for a person. `cwd` is where files are written. */
export function asking(cwd: string): Scenarios {
  const touch = (name: string) => bash(`touch ${join(cwd, name)}`)
  return {
    touch: [{ calls: [touch('touched')] }, { text: 'The call came back.' }],
    denied: [
      { calls: [touch('never')] },
      { text: 'I do not.', expects: { results: [/not on a Sunday/] } },
    ],
    question: [
      {
        calls: [
          {
            name: 'AskUserQuestion',
            input: {
              questions: [
                question('Which colour?', 'Colour', 'Red', 'Blue'),
                question('Which size?', 'Size', 'Small', 'Large'),
              ],
            },
          },
        ],
      },
      { text: 'Blue and large.', expects: { results: [/Blue[^]*(Large|middling)/] } },
    ],
    several: [
      {
        calls: [
          {
            name: 'AskUserQuestion',
            input: {
              questions: [
                {
                  ...question('Which days?', 'Days', 'Monday', 'Friday', 'Sunday'),
                  multiSelect: true,
                },
              ],
            },
          },
        ],
      },
      { text: 'Both days.', expects: { results: [/Monday, Sunday/] } },
    ],
    plan: [
      { calls: [plan('# Mend it\n\n1. Read\n2. Mend')] },
      { text: 'The plan was read.', expects: { results: [/approved/i] } },
    ],
    'plan-again': [
      { text: 'I plan.', calls: [plan('# Mend it\n\n1. Mend')] },
      {
        text: 'I plan again.',
        calls: [plan('# Mend it with tests\n\n1. Test\n2. Mend')],
        expects: { results: [/write the tests first/] },
      },
      { text: 'Now it is right.', expects: { results: [/approved/i] } },
    ],
  }
}
