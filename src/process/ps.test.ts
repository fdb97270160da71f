import { expect, test } from 'vitest'
import { parsePs } from './ps.ts'

test('the output of ps is read: parents, groups, start times, markers, and no zombies', () => {
  const text = [
    '    1     0     1 Ss   Mon Jan  5 09:00:01 2026     /sbin/launchd',
    '  501     1   501 S+   Mon Jan  5 10:00:00 2026     node agent.js HOME=/h MARK=abc LANG=C',
    '  502   501   501 S    Mon Jan 15 10:00:00 2026     sh MARK=abcd',
    '  503   501   501 Z    Mon Jan  5 10:00:00 2026     (sh)',
    '',
  ].join('\n')
  expect(
    parsePs(text, 'MARK=abc').map(({ pid, parent, group, started, marked }) => {
      return [pid, parent, group, started, marked]
    }),
  ).toEqual([
    [1, 0, 1, 'Mon Jan 5 09:00:01 2026', false],
    [501, 1, 501, 'Mon Jan 5 10:00:00 2026', true],
    [502, 501, 501, 'Mon Jan 15 10:00:00 2026', false],
  ])
})
