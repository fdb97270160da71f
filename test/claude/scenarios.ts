import { join } from 'node:path'
import type { Call, Scenarios } from '../model-server/scenario.ts'

const bash = (command: string): Call => ({ name: 'Bash', input: { command, description: 'runs' } })

const agent = (description: string, scenario: string, background: boolean): Call => ({
  name: 'Agent',
  input: {
    description,
    prompt: `Do it. play:${scenario}`,
    subagent_type: 'general-purpose',
    run_in_background: background,
  },
})

/** What the model says in each test; `cwd` is where files are written. */
export function scenarios(cwd: string): Scenarios {
  const write = (name: string, content: string): Call => ({
    name: 'Write',
    input: { file_path: join(cwd, name), content },
  })
  return {
    text: [{ text: 'Hello from the script.', usage: { input: 1000, output: 20 } }],
    second: [{ text: 'The second answer.', usage: { input: 2000, output: 40 } }],
    thought: [{ think: 'First I think about it.', text: 'Then I say it.' }],
    tools: [
      { text: 'I write and run.', calls: [write('hello.txt', 'one\ntwo\n')] },
      { calls: [bash('cat hello.txt && echo ran')], expects: { results: [/created/] } },
      { text: 'Done.', expects: { results: [/one\ntwo\nran/] } },
    ],
    touch: [{ calls: [bash(`touch ${join(cwd, 'touched')}`)] }, { text: 'The call came back.' }],
    denied: [
      { calls: [bash(`touch ${join(cwd, 'touched')}`)] },
      { text: 'I do not.', expects: { results: [/not on a Sunday/] } },
    ],
    question: [
      {
        calls: [
          {
            name: 'AskUserQuestion',
            input: {
              questions: [
                {
                  question: 'Which colour?',
                  header: 'Colour',
                  multiSelect: false,
                  options: [
                    { label: 'Red', description: 'warm' },
                    { label: 'Blue', description: 'cold' },
                  ],
                },
                {
                  question: 'Which size?',
                  header: 'Size',
                  multiSelect: false,
                  options: [
                    { label: 'Small', description: 's' },
                    { label: 'Large', description: 'l' },
                  ],
                },
              ],
            },
          },
        ],
      },
      { text: 'Blue and large.', expects: { results: [/Blue[^]*Large/] } },
    ],
    plan: [
      { calls: [{ name: 'ExitPlanMode', input: { plan: '# Mend it\n\n1. Read\n2. Mend' } }] },
      { text: 'The plan was read.' },
    ],
    outer: [
      { text: 'I spawn one.', calls: [agent('outer', 'middle', false)] },
      { text: 'All is done.' },
    ],
    middle: [
      {
        text: 'Middle begins.',
        calls: [agent('inner', 'worker', false)],
        usage: { input: 300, output: 30 },
      },
      { text: 'Middle reports.', usage: { input: 320, output: 15 } },
    ],
    worker: [
      {
        text: 'Worker runs.',
        calls: [bash('echo from-worker')],
        usage: { input: 400, output: 40 },
      },
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
    'outer-asks': [{ calls: [agent('outer', 'middle-asks', false)] }, { text: 'All is done.' }],
    'middle-asks': [
      {
        text: 'Middle begins.',
        calls: [agent('inner', 'touch', false)],
        usage: { input: 300, output: 30 },
      },
      { text: 'Middle reports.', usage: { input: 320, output: 15 } },
    ],
    'parallel-asks': [
      { calls: [agent('asks', 'touch', false), agent('tells', 'text', false)] },
      { text: 'Both are done.' },
    ],
    parallel: [
      { calls: [agent('A', 'worker', false), agent('B', 'text', false)] },
      { text: 'Both are done.' },
    ],
    'child-fails': [{ calls: [agent('failing', 'bad', false)] }, { text: 'It failed, noted.' }],
    bad: [{ error: { status: 400, type: 'invalid_request_error', message: 'bad thing' } }],
    busy: [
      {
        error: { status: 529, type: 'overloaded_error', message: 'Overloaded', times: 1 },
        text: 'Recovered.',
      },
    ],
    locked: [
      { error: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' } },
    ],
    hanging: [{ text: 'A word and then', hang: 'text' }],
    sleeps: [{ calls: [bash('echo begun; sleep 300')] }, { text: 'Slept.' }],
    // The shell says who it is, once it runs; written aside, for half a number is none.
    'sleeps-noted': [
      {
        calls: [
          bash(
            `echo $$ > ${join(cwd, 'pid')}; mv ${join(cwd, 'pid')} ${join(cwd, 'begun')}; sleep 300`,
          ),
        ],
      },
      { text: 'Slept.' },
    ],
    folded: [
      { text: 'I look first.', calls: [bash('echo looked')], gate: 'folded' },
      { text: 'Never reached.' },
    ],
    instead: [{ text: 'I do that instead.' }],
  }
}
