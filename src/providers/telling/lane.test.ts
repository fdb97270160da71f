import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grown, growingText, type Item } from '../../core/item.ts'
import type { Told } from '../provider.ts'
import { openLane } from './lane.ts'
import { itemNames } from './names.ts'

const step = fc.oneof(
  fc.record({ say: fc.string(), kind: fc.constantFrom('message', 'thought'), id: fc.nat(2) }),
  fc.constant('beat' as const),
)

test('what is recorded is what was said, each piece about once, however the beat falls', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const told: Told[] = []
      const lane = openLane(undefined, itemNames('run'), (one) => void told.push(one))
      let said = ''
      for (const one of steps) {
        if (one === 'beat') lane.beat()
        else {
          said += one.say
          lane.say(one.kind === 'thought' ? 'thought' : 'message', `m${one.id}`, one.say)
        }
      }
      lane.close()
      const items = new Map<string, Item>()
      let bytes = 0
      for (const one of told) {
        if (!('report' in one)) continue
        const { report } = one
        if (report.type === 'item.set') {
          expect(items.has(report.item.id)).toBe(false)
          items.set(report.item.id, report.item)
          bytes += growingText(report.item)?.length ?? 0
        }
        if (report.type !== 'item.grew') continue
        const item = items.get(report.id)
        if (!item) throw new Error('it grew before it was there')
        items.set(report.id, grown(item, report.offset, report.text, report.settled))
        bytes += report.text.length
      }
      expect([...items.values()].map(growingText).join('')).toBe(said)
      expect([...items.values()].every(({ settled }) => settled)).toBe(true)
      expect(bytes).toBe(said.length)
    }),
  )
})
