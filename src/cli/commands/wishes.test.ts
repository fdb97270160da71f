import { describe, expect, test } from 'vitest'
import { twoSessions } from '../testing/two-sessions.ts'

const { server, given, sent } = twoSessions()

describe('wishes', () => {
  test.each([
    [['interrupt', '3f'], 'POST', 'sessions/3f9c2a/interrupt', {}],
    [['stop', '3f'], 'POST', 'sessions/3f9c2a/stop', {}],
    [['resume', '3f'], 'POST', 'sessions/3f9c2a/resume', {}],
    [['close', '77'], 'POST', 'sessions/77b0d1/close', {}],
    [['rm', '77'], 'DELETE', 'sessions/77b0d1', undefined],
    [['approve', 'ask-9'], 'POST', 'approvals/ask-9', { choice: 'allow' }],
    [['approve', '3f', '--always'], 'POST', 'approvals/3f', { choice: 'allow', always: true }],
    [['deny', 'ask-9'], 'POST', 'approvals/ask-9', { choice: 'deny' }],
    [['deny', 'a', '--reason', 'no'], 'POST', 'approvals/a', { choice: 'deny', reason: 'no' }],
    [
      ['answer', 'ask-9', 'use', 'it'],
      'POST',
      'approvals/ask-9',
      { choice: 'reply', text: 'use it' },
    ],
    [['send', '77', 'go', 'on'], 'POST', 'sessions/77b0d1/prompts', { text: 'go on' }],
    [['send', '77', 'go', '--now'], 'POST', 'sessions/77b0d1/prompts', { text: 'go', now: true }],
    [['queue', '3f', 'edit', '1', 'new'], 'PATCH', 'sessions/3f9c2a/prompts/p7', { text: 'new' }],
    [['queue', '3f', 'drop', 'p7'], 'DELETE', 'sessions/3f9c2a/prompts/p7', undefined],
    [
      ['set', '3f', '--model', 'large', '--permission', 'plan'],
      'PATCH',
      'sessions/3f9c2a',
      { model: 'large', permission: 'plan' },
    ],
    [
      ['set', '3f', '--on-crash', 'leave', '--title', 'The API'],
      'PATCH',
      'sessions/3f9c2a',
      { onCrash: 'leave', title: 'The API' },
    ],
    [['backup', 'b.sqlite'], 'POST', 'backup', { file: expect.stringMatching(/^\/.*b\.sqlite$/) }],
    [
      ['project', 'set', '/x', '--on-crash', 'resume', '--env', 'A', '--env', 'B', '--no-agent'],
      'PATCH',
      'projects/%2Fx',
      { onCrash: 'resume', env: ['A', 'B'], agent: null },
    ],
    [
      ['project', 'set', 'shop', '--group', 'work', '--permission', 'plan', '--model', 'big'],
      'PATCH',
      'projects/shop',
      { group: 'work', permission: 'plan', model: 'big' },
    ],
    [
      ['project', 'set', 'shop', '--no-env', '--no-group', '--no-on-crash', '--no-permission'],
      'PATCH',
      'projects/shop',
      { group: null, permission: null, onCrash: null, env: [] },
    ],
    [
      ['project', 'add', '/x', '--name', 'X', '--agent', 'demo'],
      'POST',
      'projects',
      { path: '/x', name: 'X', agent: 'demo' },
    ],
    [['project', 'rm', 'shop'], 'DELETE', 'projects/shop', undefined],
    [['group', 'add', 'work'], 'POST', 'groups', { name: 'work' }],
    [['group', 'set', 'work', '--name', 'Work'], 'PATCH', 'groups/work', { name: 'Work' }],
    [['group', 'rm', 'work'], 'DELETE', 'groups/work', undefined],
  ] as const)('%j is one request of the API', async (argv, method, path, body) => {
    for (const json of [[], ['--json']]) {
      server().asked = []
      const { code, out, err } = await given([...argv, ...json])
      expect([code, err]).toEqual([0, ''])
      expect(sent()).toEqual([[method, path, body]])
      if (json.length > 0) expect(() => void JSON.parse(out)).not.toThrow()
      else expect(out.split('\n')).toHaveLength(2)
    }
  })

  test('a refusal of the server is told in one line, with 1', async () => {
    const error = { code: 'still-running', message: 'A turn runs; stop it first.' }
    server().react = ({ method }) =>
      method === 'DELETE' ? { status: 409, body: { error } } : undefined
    expect(await given(['rm', '3f'])).toEqual({
      code: 1,
      out: '',
      err: 'signalbox: A turn runs; stop it first.\n',
    })
  })
})
