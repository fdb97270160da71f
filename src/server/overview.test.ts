import { expect, test } from 'vitest'
import { html } from './html.ts'
import { overview } from './overview.ts'
import { stage } from './stage.ts'

const hostile = `<script>alert("x")</script><img src=x onerror='y'>&\u202e\u0007`

test('nothing an agent or a person says becomes HTML', () => {
  const world = stage()
  world.begin('s1', {
    title: hostile,
    project: `/p/${hostile.replaceAll('/', '')}`,
    agent: hostile,
  })
  world.record('s1', {
    type: 'item.set',
    item: { id: 'i', settled: true, kind: 'message', text: hostile },
  })
  world.record('s1', { type: 'ask.opened', ask: { id: 'a', kind: 'question', title: hostile } })
  const page = overview(world)
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)')
  expect(page).not.toMatch(/<script|<img|onerror='|\u202e|\p{Cc}(?<!\n)/u)
})

test('sessions lie in the heap of what they want; a subagent shows when it needs the person', () => {
  const world = stage()
  world.begin('quiet')
  world.record('quiet', { type: 'stop.asked' })
  world.begin('works')
  const parent = {
    id: 'works',
    rootId: 'works',
    key: 'k',
    toolUse: null,
    background: false,
    placeholder: false,
  }
  world.begin('busy-child', { parent })
  world.begin('child', { parent: { ...parent, key: 'l' } })
  world.record('child', { type: 'ask.opened', ask: { id: 'a', kind: 'approval', title: 'May I?' } })
  world.begin('closed')
  world.record('closed', { type: 'session.closed' })
  const page = overview(world)
  const order = [
    'Needs you (1)',
    'title of child',
    'Working (1)',
    'title of works',
    'Quiet (1)',
    'title of quiet',
  ]
  const places = order.map((text) => page.indexOf(text))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
  expect(page).not.toContain('title of closed')
  expect(page).not.toContain('title of busy-child')
  expect(page).toContain('<title>(1) Signalbox</title>')
})

test('an empty page says how to begin; a page that cannot be saved says so', () => {
  const world = stage()
  expect(overview(world)).toContain('No sessions yet')
  world.dispatcher.saving = () => ({ ok: false, since: 0, reason: 'the disk is full' })
  expect(overview(world)).toContain('Not saved: the disk is full')
})

test('pieces of HTML nest without being escaped twice', () => {
  const items = ['a&b', '<c>'].map((text) => html`<b>${text}</b>`)
  expect(html`<i>${items}</i>${1}`.text).toBe('<i><b>a&amp;b</b><b>&lt;c&gt;</b></i>1')
})
