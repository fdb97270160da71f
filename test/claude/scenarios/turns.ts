import { join } from 'node:path'
import type { Call, Scenarios } from '../../model-server/scenario.ts'
import { bash } from './calls.ts'

/** Turns that end by themselves. `cwd` is where files are written. */
export function turns(cwd: string): Scenarios {
  const write = (name: string, content: string): Call => ({
    name: 'Write',
    input: { file_path: join(cwd, name), content },
  })
  return {
    text: [{ text: 'Hello from the script.', usage: { input: 1000, output: 20 } }],
    second: [{ text: 'The second answer.', usage: { input: 2000, output: 40 } }],
    serves: [
      {
        calls: [
          {
            name: 'Bash',
            input: { command: 'sleep 3', description: 'Waits a little', run_in_background: true },
          },
        ],
      },
      { text: 'It runs.' },
      { text: 'It is over.' },
    ],
    thought: [{ think: 'First I think about it.', text: 'Then I say it.' }],
    tools: [
      { text: 'I write and run.', calls: [write('hello.txt', 'one\ntwo\n')] },
      { calls: [bash('cat hello.txt && echo ran')], expects: { results: [/created/] } },
      { text: 'Done.', expects: { results: [/one\ntwo\nran/] } },
    ],
    'by-key': [
      { calls: [write('hello.txt', 'one\ntwo\n')] },
      { calls: [bash(`touch ${join(cwd, 'never')}`)], expects: { results: [/created/] } },
      { text: 'I do not.', expects: { results: [/rather not/] } },
    ],
    writes: [{ calls: [write('written.txt', 'one\n')] }, { text: 'It is written.' }],
    cached: [
      {
        text: 'Read from the cache.',
        usage: { input: 10, output: 20, cacheRead: 30_000, cacheWrite: 400 },
      },
    ],
    folded: [
      { text: 'I look first.', calls: [bash('echo looked')], gate: 'folded' },
      { text: 'Never reached.' },
    ],
    instead: [{ text: 'I do that instead.' }],
    remembers: [{ text: 'I remember.', expects: { history: ['The second answer.'] } }],
    sleeps: [{ calls: [bash('echo begun; sleep 300')] }, { text: 'Slept.' }],
    waits: [{ text: 'It waited.', gate: 'waits' }],
    picture: [{ text: 'A red square.', expects: { pictures: ['image/png'] } }],
    greets: [{ text: 'Good day.', expects: { prompt: /Greet Ada politely/ } }],
    long: [
      { text: 'A long story.', usage: { input: 90_000, output: 1000 } },
      {
        text: '<analysis>All of it.</analysis><summary>A story was told.</summary>',
        compacts: true,
        expects: { prompt: /summary/i },
        usage: { input: 91_000, output: 60 },
      },
    ],
    onward: [{ text: 'The story goes on.', expects: { prompt: /A story was told\./ } }],
  }
}
