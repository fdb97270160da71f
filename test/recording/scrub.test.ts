import { expect, test } from 'vitest'
import { noteOf } from './notes.ts'
import { scrubbed } from './scrub.ts'

const known = {
  paths: [
    ['/tmp/x1/project', '/repo'],
    ['/tmp/x1/home', '/home/user'],
  ] as const,
  secrets: ['hunter2-and-more'],
}

test('paths, ids, times and secrets of one run are not in what is kept', () => {
  const lines = [
    { type: 'system', cwd: '/tmp/x1/project', session_id: 'deff1260-dd28-439c-bbb5-d2f54f059198' },
    { task_id: 'bl6zcrlhk', output_file: '/tmp/x1/home/tasks/bl6zcrlhk.output', duration_ms: 815 },
    { text: 'key hunter2-and-more, sk-ant-api03-abc and Bearer eyJhbGci.x', costUsd: 0.25 },
    { at: '2026-11-26T16:24:26.446Z', of: 'deff1260-dd28-439c-bbb5-d2f54f059198' },
    { delta: { partial_json: '{"path": "/tmp/x' } },
  ]
  const told = scrubbed(lines, known)
  expect(
    told
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { _t: 10, type: 'system', cwd: '/repo', session_id: '00000000-0000-4000-8000-000000000001' },
    { _t: 20, task_id: 'id001', output_file: '/home/user/tasks/id001.output', duration_ms: 10 },
    { _t: 30, text: 'key ***, *** and ***', costUsd: 0.25 },
    { _t: 40, at: '2026-01-01T00:00:00.000Z', of: '00000000-0000-4000-8000-000000000001' },
    { _t: 50, delta: { partial_json: '' } },
  ])
})

test('two runs of the same scenario are kept as the same', () => {
  const run = (id: string, session: string, home: string) =>
    scrubbed([{ task_id: id, session_id: session, text: `${home}/a, ${id}` }], {
      paths: [[home, '/home/user']],
      secrets: [],
    })
  expect(run('b1', 'deff1260-dd28-439c-bbb5-d2f54f059198', '/tmp/one')).toBe(
    run('zz9', '0eea9548-03a2-4da3-ac57-f48fb457671f', '/tmp/other'),
  )
})

test('what was asked and answered stands between the messages as notes', () => {
  const request = { subtype: 'can_use_tool', tool_name: 'Bash', input: {}, tool_use_id: 'toolu_1' }
  const wire: ['in' | 'out', object][] = [
    ['out', { type: 'user', uuid: 'u', message: { role: 'user', content: 'go' } }],
    ['in', { type: 'system', subtype: 'init' }],
    ['in', { type: 'control_request', request_id: 'r', request }],
    [
      'out',
      {
        type: 'control_response',
        response: { subtype: 'success', response: { behavior: 'deny', message: 'no' } },
      },
    ],
    ['out', { type: 'control_request', request: { subtype: 'interrupt' } }],
    ['out', { type: 'control_request', request: { subtype: 'set_model', model: 'm' } }],
    ['in', { type: 'control_response', response: { subtype: 'success' } }],
  ]
  expect(wire.flatMap(([way, line]) => noteOf(way, JSON.stringify(line)) ?? [])).toEqual([
    {
      _harness: 'push',
      m: { type: 'user', uuid: 'u', message: { role: 'user', content: 'go' } },
    },
    { type: 'system', subtype: 'init' },
    {
      _harness: 'canUseTool',
      tool: 'Bash',
      input: {},
      opts: { toolUseID: 'toolu_1', agentID: undefined },
    },
    { _harness: 'canUseTool-answer', behavior: 'deny', message: 'no' },
    { _harness: 'interrupt' },
  ])
})
