import type { ContentBlock } from '@agentclientprotocol/sdk'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Attachment } from '../../core/event.ts'

/** A prompt as the protocol's blocks: pictures where the agent takes them, every other file as a link to it. */
export function promptBlocks(
  text: string,
  attachments: readonly Attachment[],
  image: boolean,
): ContentBlock[] {
  return [
    { type: 'text', text },
    ...attachments.map((one) => (image ? pictureOf(one) : null) ?? linkTo(one.path)),
  ]
}

function pictureOf({ path, image }: Attachment): ContentBlock | null {
  if (image === undefined) return null
  try {
    return { type: 'image', mimeType: image, data: readFileSync(path).toString('base64') }
  } catch {
    // Gone since it was attached: its link says at least which one was meant.
    return null
  }
}

function linkTo(path: string): ContentBlock {
  return { type: 'resource_link', name: basename(path), uri: pathToFileURL(path).href }
}
