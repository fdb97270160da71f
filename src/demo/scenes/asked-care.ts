import { slugOf, subjectOf } from '../play.ts'
import type { Scene } from '../scene.ts'
import { lookAround, opening } from './asked-work.ts'

export const docs: Scene = (setting) => {
  const { project } = setting
  const subject = subjectOf(setting.prompt)
  const slug = slugOf(subject, 'overview')
  const path = `docs/${slug}.md`
  const files = project.files.slice(0, 6).map((file) => `- \`${file}\``)
  return [
    opening(setting, `I read what is there before I write about it.`),
    ...lookAround(project, subject),
    {
      do: 'edit',
      path,
      text: `# ${slug.replaceAll('-', ' ')}\n\nWhere things are in ${project.name}:\n\n${files.join('\n')}\n\n\`npm test\` runs the tests.\n`,
    },
    { do: 'say', text: `The page is \`${path}\`. I named only what the code really does today.` },
  ]
}

export const refactor: Scene = (setting) => {
  const { project } = setting
  const subject = subjectOf(setting.prompt)
  const about = subject === '' ? 'the code' : `“${subject}”`
  const plan = [
    'See who depends on it',
    'Move it behind one function',
    'Prove that nothing changed',
  ]
  return [
    opening(setting, `Before I move ${about}, I want to know who leans on it.`),
    { do: 'plan', entries: plan, done: 0 },
    { do: 'search', pattern: subject.split(' ')[0] || 'import', hits: project.files.slice(0, 5) },
    ...lookAround(project, subject),
    { do: 'plan', entries: plan, done: 1 },
    {
      do: 'edit',
      path: `src/${slugOf(subject, 'steps')}.${project.extension}`,
      text: `/** One place for what was done in several: the steps, in order, each with its name. */
export function inOrder(steps) {
  return steps.reduce((done, step) => [...done, step(done)], [])
}
`,
    },
    { do: 'plan', entries: plan, done: 2 },
    {
      do: 'run',
      command: 'npm test',
      output: ['tests 12', 'pass 12', 'fail 0'],
      ask: {
        allowed: [{ do: 'say', text: 'The same twelve tests pass before and after.' }],
        denied: [
          { do: 'say', text: 'Not run, as you wished; the change is small enough to read.' },
        ],
      },
    },
    { do: 'plan', entries: plan, done: 3 },
  ]
}

export const review: Scene = (setting) => {
  const { project } = setting
  const subject = subjectOf(setting.prompt)
  const [first = 'package.json', second = 'README.md'] = project.files
  return [
    opening(
      setting,
      `Two reviewers look at it from two sides: what can fail, and what is hard to read.`,
    ),
    {
      do: 'together',
      steps: [
        {
          do: 'subagent',
          name: 'what can fail',
          role: 'reviewer',
          prompt: `Which inputs break ${subject || project.name}?`,
          steps: [
            { do: 'read', path: first, otherwise: '' },
            { do: 'search', pattern: 'throw|catch', hits: [`${first}:3`] },
            { do: 'say', text: `An empty input in ${first} is not refused where it enters.` },
          ],
          reply: `${first}: an empty input goes through to the store.`,
        },
        {
          do: 'subagent',
          name: 'what is hard to read',
          role: 'reviewer',
          prompt: `What would a new colleague stumble over in ${subject || project.name}?`,
          steps: [
            { do: 'read', path: second, otherwise: '' },
            { do: 'say', text: `${second} does two things, and its name tells one of them.` },
          ],
          reply: `${second} should be two files.`,
        },
      ],
    },
    {
      do: 'say',
      text: `Two findings. First, an empty input is not refused where it enters (\`${first}\`). Second, \`${second}\` does two things. The first one is worth a change today, the second one can wait.`,
    },
  ]
}
