import type { FileDiff } from '../../core/item.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'

/** A content block as text. What cannot be text is named, so that a reader sees that something was there. */
export function blockText(value: unknown): string {
  const block = asObject(value)
  switch (block?.type) {
    case 'text':
      return asText(block.text) ?? ''
    case 'resource_link':
      return `[${asText(block.title) ?? asText(block.name) ?? 'link'}](${asText(block.uri) ?? ''})`
    case 'resource': {
      const resource = asObject(block.resource)
      return asText(resource?.text) ?? `[${asText(resource?.uri) ?? 'resource'}]`
    }
    case undefined:
      return ''
    default:
      return `[${asText(block?.mimeType) ?? asText(block?.type) ?? 'content'}]`
  }
}

export function blocksText(value: unknown): string {
  return asObjects(value).map(blockText).join('')
}

/** What a tool call's content says: its texts joined, and the changes of files. */
export function toolContent(content: unknown): { text: string; diffs: FileDiff[] } {
  const texts: string[] = []
  const diffs: FileDiff[] = []
  for (const part of asObjects(content)) {
    if (part.type === 'diff') diffs.push(...diffOf(part))
    else if (part.type === 'terminal') texts.push(`[terminal ${asText(part.terminalId) ?? ''}]`)
    else texts.push(unfenced(blockText(part.content)))
  }
  return { text: texts.filter((text) => text !== '').join('\n'), diffs }
}

function diffOf(part: Wire): FileDiff[] {
  const path = asText(part.path)
  if (path === undefined) return []
  return [{ path, before: asText(part.oldText) ?? null, after: asText(part.newText) ?? '' }]
}

/** Output comes wrapped in a Markdown fence from some agents; the output itself is what lies inside. */
function unfenced(text: string): string {
  const end = '\n```'
  if (!text.startsWith('```') || !text.endsWith(end)) return text
  const from = text.indexOf('\n') + 1
  const inside = text.slice(from, Math.max(from, text.length - end.length))
  return inside.includes(end) ? text : inside
}
