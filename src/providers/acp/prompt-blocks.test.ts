import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { promptBlocks } from './prompt-blocks.ts'

const home = mkdtempSync(join(tmpdir(), 'signalbox-blocks-'))
afterAll(() => rmSync(home, { recursive: true }))
const picture = join(home, 'a b.png')
writeFileSync(picture, 'bytes')
const text = { type: 'text', text: 'look' }
const link = {
  type: 'resource_link',
  name: 'a b.png',
  uri: expect.stringMatching(/^file:.*a%20b\.png$/),
}

test('a picture goes as one to an agent that takes pictures, and as a link to others', () => {
  const attached = [{ path: picture, image: 'image/png' }]
  const data = Buffer.from('bytes').toString('base64')
  expect(promptBlocks('look', attached, true)).toEqual([
    text,
    { type: 'image', mimeType: 'image/png', data },
  ])
  expect(promptBlocks('look', attached, false)).toEqual([text, link])
})

test('any other file is a link, and so is a picture that is gone', () => {
  expect(promptBlocks('look', [{ path: picture }], true)).toEqual([text, link])
  const gone = { path: join(home, 'gone', 'a b.png'), image: 'image/png' }
  expect(promptBlocks('look', [gone], true)).toEqual([text, link])
})
