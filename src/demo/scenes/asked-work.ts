import { slugOf, subjectOf } from '../play.ts'
import type { Project, Scene, Setting, Step } from '../scene.ts'

/** Reading a few files of the workspace as they are, those first that the subject names. */
export function lookAround(project: Project, subject: string, most = 3): Step[] {
  const words = subject.split(' ').filter((word) => word.length > 2)
  const named = project.files.filter((file) => words.some((word) => file.includes(word)))
  const rest = project.files.filter((file) => !named.includes(file))
  const first = [...named, ...rest].slice(0, most)
  return first.map((path) => ({ do: 'read', path }))
}

export function opening(setting: Setting, what: string): Step {
  const again = setting.turnsBefore > 0 ? 'I go on from what we have. ' : ''
  return { do: 'say', text: `${again}${what}` }
}

const running = (name: string, tests: string[]): string[] => [
  `> ${name}@ test`,
  '> node --test',
  '',
  ...tests.map((title, at) => `✔ ${title} (${(0.8 + at * 0.37).toFixed(2)}ms)`),
  `tests ${tests.length}`,
  `pass ${tests.length}`,
  'fail 0',
]

function testRun(setting: Setting, tests: string[], passed: Step[], left: string): Step {
  return {
    do: 'run',
    command: 'npm test',
    output: running(setting.project.name, tests),
    ms: 2600,
    ask: {
      allowed: passed,
      denied: [
        {
          do: 'say',
          text: `I have not run the tests, as you wished. ${left} Run \`npm test\` before you merge it.`,
        },
      ],
    },
  }
}

function reviewer(path: string, what: string, finding: string): Step {
  return {
    do: 'subagent',
    name: `review ${what}`,
    role: 'reviewer',
    prompt: `Review the change in ${path}: is it right, is it small, does a test hold it?`,
    steps: [
      { do: 'say', text: `I read ${path} and what calls it.` },
      { do: 'read', path, otherwise: '' },
      { do: 'search', pattern: what, hits: [`${path}:1`] },
      { do: 'say', text: finding },
    ],
    reply: finding,
  }
}

/** A new endpoint: plan, reading, the handler and its test as real files, a run that asks, a review. */
export const endpoint: Scene = (setting) => {
  const { extension } = setting.project
  const subject = subjectOf(setting.prompt)
  const slug = slugOf(subject, 'status')
  const path = `src/routes/${slug}.${extension}`
  const test = `test/${slug}.test.${extension}`
  const name = `${slug.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Route`
  const plan = [
    `See how ${setting.project.name} answers requests today`,
    `Write the handler for GET /${slug}`,
    'Cover it with a test and run the suite',
    'Have the change reviewed',
  ]
  const handler = `const started = Date.now()

/** GET /${slug}: says that the service answers, and for how long it has been up. */
export function ${name}() {
  const uptimeSeconds = Math.round((Date.now() - started) / 1000)
  return { status: 200, body: { ok: true, uptimeSeconds } }
}
`
  const testText = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ${name} } from '../src/routes/${slug}.${extension}'

test('GET /${slug} answers with 200', () => {
  const { status, body } = ${name}()
  assert.equal(status, 200)
  assert.equal(body.ok, true)
})
`
  const reviewed = `The handler touches nothing but the clock, so it stays quick under load. One wish: keep it out of the access log.`
  return [
    opening(setting, `I add \`GET /${slug}\`. First I look at how requests are answered here.`),
    { do: 'plan', entries: plan, done: 0 },
    ...lookAround(setting.project, 'server routes app index'),
    {
      do: 'think',
      text: `The handler should not touch storage: it is asked every few seconds and must answer even when everything else is slow. A plain function that gives status and body can be tested without a socket.`,
    },
    { do: 'plan', entries: plan, done: 1 },
    { do: 'edit', path, text: handler },
    { do: 'plan', entries: plan, done: 2 },
    { do: 'edit', path: test, text: testText },
    testRun(
      setting,
      [`GET /${slug} answers with 200`, 'other routes answer as before'],
      [{ do: 'say', text: 'The suite passes, the new test included.' }],
      `The handler is in \`${path}\`, its test in \`${test}\`.`,
    ),
    { do: 'plan', entries: plan, done: 3 },
    reviewer(path, slug, reviewed),
    { do: 'plan', entries: plan, done: 4 },
    {
      do: 'say',
      text: `\`GET /${slug}\` is there: the handler in \`${path}\`, its test in \`${test}\`. The review had one wish: keep the path out of the access log, or it fills it.`,
    },
  ]
}

/** A bug: find it, change the line, prove it with a test. */
export const fix: Scene = (setting) => {
  const { project } = setting
  const subject = subjectOf(setting.prompt)
  const slug = slugOf(subject, 'regression')
  const test = `test/${slug}.test.${project.extension}`
  const about = subject === '' ? 'what you describe' : `“${subject}”`
  return [
    opening(setting, `I try to see ${about} happen before I change anything.`),
    { do: 'search', pattern: subject.split(' ')[0] || 'TODO', hits: project.files.slice(0, 4) },
    ...lookAround(project, subject),
    {
      do: 'run',
      command: `npm test -- ${slug}`,
      output: [`✖ ${slug}: expected 2, got 1`, 'tests 1, pass 0, fail 1'],
      exit: 1,
    },
    {
      do: 'think',
      text: 'The failure is there every time, so it is no race. The last element is left out: the loop ends one too early when the input has no newline at its end.',
    },
    {
      do: 'edit',
      path: test,
      text: `import assert from 'node:assert/strict'
import { test } from 'node:test'

test('${slug}: the last entry counts also without a newline at the end', () => {
  const entries = 'a\\nb'.split('\\n').filter((entry) => entry !== '')
  assert.equal(entries.length, 2)
})
`,
    },
    testRun(
      setting,
      [`${slug}: the last entry counts also without a newline at the end`],
      [
        {
          do: 'say',
          text: `Found and held by a test: the last entry was lost when the input did not end in a newline. The test is \`${test}\`.`,
        },
      ],
      `The test is in \`${test}\`.`,
    ),
  ]
}

export const tests: Scene = (setting) => {
  const { project } = setting
  const subject = subjectOf(setting.prompt)
  const slug = slugOf(subject, 'edge-cases')
  const path = `test/${slug}.test.${project.extension}`
  return [
    opening(
      setting,
      `I read the code first; then I write the tests that would hurt if they failed.`,
    ),
    ...lookAround(project, subject),
    {
      do: 'edit',
      path,
      text: `import assert from 'node:assert/strict'
import { test } from 'node:test'

test('${slug}: nothing in gives nothing out', () => {
  assert.deepEqual([], [])
})
`,
    },
    testRun(
      setting,
      [`${slug}: nothing in gives nothing out`],
      [{ do: 'say', text: `One test more, in \`${path}\`; the suite passes.` }],
      `The tests are in \`${path}\`.`,
    ),
  ]
}

/** Anything else: looks, says what it would do, and asks for the go-ahead in words. */
export const general: Scene = (setting) => {
  const subject = subjectOf(setting.prompt)
  const about = subject === '' ? 'this' : `“${subject}”`
  const { name, files } = setting.project
  return [
    opening(setting, `I look at what ${name} has for ${about}.`),
    ...lookAround(setting.project, subject),
    {
      do: 'say',
      text:
        files.length === 0
          ? `There are no source files here yet, so there is nothing ${about} could hang on. Tell me which language you want, and I start with a first file and a test.`
          : `${name} has ${files.length} source ${files.length === 1 ? 'file' : 'files'}; ${about} belongs next to \`${files[0]}\`. I would start with a test that shows what is missing, then make the smallest change that lets it pass. Say the word and I begin.`,
    },
  ]
}
