import { expect, test } from 'vitest'
import { plainStyle } from '../print/style.ts'
import {
  approval,
  begun,
  child,
  created,
  eventLog,
  queued,
  tool,
  turnBegun,
  turnEnded,
} from '../testing/event-log.ts'
import { footLines } from './foot.ts'

const hour = 3_600_000

function atWork() {
  const log = eventLog()
  log.add('root', created(), queued('p', 'review it'), ...turnBegun('p', 't'))
  log.add('a', child('root', 'root', 'review the checkout'), ...turnBegun('pa', 'ta'))
  log.add('b', child('a', 'root', 'look at payments'), ...turnBegun('pb', 'tb'))
  const foot = () =>
    footLines(log.fleet, 'root', (id) => [`calls of ${id}`], plainStyle, begun + hour)
  return { log, foot }
}

/** What is told of, without how long. */
const told = (lines: string[]) =>
  lines.map((line) => line.replace(/ {2}[\d.]+ (?:s|min|h).*?(?= {2}| ·|$)/, ''))

test('subagents at work stand under their parent, below the calls of the session itself', () => {
  const { log, foot } = atWork()
  log.add('b', tool('c', 'npm test', { settled: false }))
  expect(told(foot())).toEqual([
    'calls of root',
    '  ◉ review the checkout',
    '    ◉ look at payments  npm test',
    'Working · Ctrl-C interrupts',
  ])
})

test('one that waits for the person says so', () => {
  const { log, foot } = atWork()
  log.add('b', approval('ask', 'Publish'))
  expect(told(foot())).toContain('    ◆ look at payments  waits for your answer')
})

test('one that is over is gone; while others work the session is not at rest', () => {
  const { log, foot } = atWork()
  log.add('root', turnEnded('t'))
  log.add('b', turnEnded('tb'))
  expect(told(foot())).toEqual([
    'calls of root',
    '  ◉ review the checkout',
    'Its subagents work · Ctrl-C interrupts',
  ])
  log.add('a', turnEnded('ta'))
  expect(foot()).toEqual([])
})

test('of many subagents the first are shown, and the others counted', () => {
  const { log, foot } = atWork()
  for (const each of ['c', 'd', 'e', 'f', 'g', 'h', 'i'])
    log.add(each, child('root', 'root', each), ...turnBegun(`p${each}`, `t${each}`))
  expect(told(foot())).toContain('  … and 3 more subagents at work')
  expect(foot().length).toBeLessThan(15)
})
