import type { Scenarios } from '../../model-server/scenario.ts'
import { agent, bash } from './calls.ts'

/** Subagents: one in another, side by side, in the background. */
export const subagents: Scenarios = {
  outer: [{ text: 'I spawn one.', calls: [agent('outer', 'middle')] }, { text: 'All is done.' }],
  middle: [
    {
      text: 'Middle begins.',
      calls: [agent('inner', 'worker')],
      usage: { input: 300, output: 30 },
    },
    { text: 'Middle reports.', usage: { input: 320, output: 15 } },
  ],
  worker: [
    { text: 'Worker runs.', calls: [bash('echo from-worker')], usage: { input: 400, output: 40 } },
    {
      text: 'Worker reports.',
      expects: { results: [/from-worker/] },
      usage: { input: 420, output: 10 },
    },
  ],
  background: [
    { calls: [agent('behind', 'slow-worker', true)] },
    { text: 'It was launched.' },
    { text: 'It came back.' },
  ],
  'slow-worker': [{ text: 'Slow worker begins.', gate: 'slow-worker' }],
  'asks-behind': [
    { calls: [agent('asker', 'touch', true)] },
    { text: 'The asker was launched.' },
    { text: 'The asker came back.' },
  ],
  'outer-asks': [
    { calls: [agent('outer', 'middle-asks')] },
    { text: 'All is done.', expects: { results: [/Middle reports\./] } },
  ],
  'middle-asks': [
    { text: 'Middle begins.', calls: [agent('inner', 'touch')], usage: { input: 300, output: 30 } },
    {
      text: 'Middle reports.',
      expects: { results: [/The call came back\./] },
      usage: { input: 320, output: 15 },
    },
  ],
  'parallel-asks': [
    { calls: [agent('asks', 'touch'), agent('tells', 'text')] },
    {
      text: 'Both are done.',
      expects: { results: [/The call came back\./, /Hello from the script\./] },
    },
  ],
  'child-fails': [
    { calls: [agent('failing', 'bad')] },
    { text: 'It failed, noted.', expects: { results: [/bad thing/] } },
  ],
}
