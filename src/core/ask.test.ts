import { expect, test } from 'vitest'
import {
  permissions,
  ruleFor,
  standingAnswer,
  type Ask,
  type Permission,
  type Rule,
} from './ask.ts'
import type { ToolKind } from './item.ts'

const tools = [
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
  'spawn',
  'question',
  'plan',
] as const
const approval = (tool?: ToolKind, command?: string): Ask => ({
  id: 'a',
  kind: 'approval',
  title: 'may I?',
  ...(tool && { tool }),
  ...(command !== undefined && { command }),
})

/** What is answered without asking, for every tool; the person is asked about all others. */
const standing: Record<Permission, Partial<Record<ToolKind, 'allow' | 'deny'>>> = {
  ask: {},
  'accept-edits': { edit: 'allow' },
  plan: {
    edit: 'deny',
    delete: 'deny',
    move: 'deny',
    execute: 'deny',
    fetch: 'deny',
    switch_mode: 'deny',
    other: 'deny',
  },
  bypass: Object.fromEntries(tools.map((tool) => [tool, 'allow'])),
}
const table = permissions.flatMap((permission) =>
  tools.map((tool) => [permission, tool, standing[permission][tool] ?? null] as const),
)

test.each(table)(
  'under "%s" a call that may %s is answered with %s',
  (permission, tool, choice) => {
    const given = standingAnswer(permission, [], approval(tool))
    expect(given?.answer.choice ?? null).toBe(choice)
    expect(given?.by ?? 'policy').toBe('policy')
  },
)

test('a question is for the person, even under bypass', () => {
  for (const permission of permissions)
    expect(standingAnswer(permission, [], { id: 'q', kind: 'question', title: '?' })).toBeNull()
})

test('a plan is for the person, but under bypass', () => {
  const plan: Ask = { id: 'p', kind: 'plan', title: 'the plan', tool: 'switch_mode' }
  expect(permissions.map((each) => standingAnswer(each, [], plan)?.answer.choice)).toEqual([
    undefined,
    undefined,
    undefined,
    'allow',
  ])
})

test('a command is no edit, whatever its agent calls it', () => {
  expect(standingAnswer('accept-edits', [], approval('edit', 'rm -rf .'))).toBeNull()
})

test('a rule allows exactly what it was made of', () => {
  const rules: Rule[] = [
    { tool: 'execute', command: 'npm test' },
    { tool: 'edit', command: null },
  ]
  const by = (ask: Ask) => standingAnswer('ask', rules, ask)?.by ?? null
  expect(by(approval('execute', 'npm test'))).toBe('rule')
  expect(by(approval('execute', 'npm test; rm -rf /'))).toBeNull()
  expect(by(approval('execute'))).toBeNull()
  expect(by(approval('other', 'npm test'))).toBeNull()
  expect(by(approval('edit'))).toBe('rule')
  expect(by(approval('edit', 'sed -i'))).toBeNull()
  expect(standingAnswer('ask', [{ tool: null, command: null }], approval())).toBeNull()
})

test('a rule does not let a session that only plans change anything', () => {
  const rules: Rule[] = [{ tool: 'edit', command: null }]
  expect(standingAnswer('plan', rules, approval('edit'))?.answer.choice).toBe('deny')
})

test.each<[string, Ask, Rule | null]>([
  ['a command', approval('execute', 'npm test'), { tool: 'execute', command: 'npm test' }],
  ['a command of no known tool', approval(undefined, 'ls'), { tool: null, command: 'ls' }],
  ['an edit', approval('edit'), { tool: 'edit', command: null }],
  ['a read', approval('read'), { tool: 'read', command: null }],
  ['a call that runs nothing it names', approval('execute'), null],
  ['a deletion', approval('delete'), null],
  ['something', approval(), null],
  ['a plan', { id: 'p', kind: 'plan', title: 'x', tool: 'edit' }, null],
  ['a question', { id: 'q', kind: 'question', title: 'x' }, null],
])('"always" for %s stands for one rule or none', (_, ask, rule) => {
  expect(ruleFor(ask)).toEqual(rule)
  if (rule) expect(standingAnswer('ask', [rule], ask)?.by).toBe('rule')
})
