import DOMPurify from 'dompurify'
import { Marked } from 'marked'
import { plain } from './hostile.ts'

const marked = new Marked({ gfm: true, breaks: false })
marked.use({
  renderer: {
    // What an agent writes as HTML is text.
    html: ({ text }) => escaped(text),
    // No request leaves the machine: an image is a link to it.
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
  },
})

const allowed = [
  'p',
  'br',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'hr',
  'a',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'input',
]

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName !== 'A') return
  node.setAttribute('rel', 'noopener noreferrer nofollow')
  node.setAttribute('target', '_blank')
  node.setAttribute('title', node.getAttribute('href') ?? '')
})

/** Blocks that were made lately, by their source: a text that grows makes only its last one anew. */
const made = new Map<string, string>()
const mostMade = 500

/**
 * The blocks of an agent's Markdown as HTML that can do nothing but be read; links go to http, https
 * and mailto only.
 */
export function blocksOf(text: string): string[] {
  const tokens = marked.lexer(plain(text))
  // What a link means may stand in another block.
  const alone = Object.keys(tokens.links).length === 0
  return tokens
    .filter(({ type }) => type !== 'space' && type !== 'def')
    .map((token) => {
      const known = alone ? made.get(token.raw) : undefined
      if (known !== undefined) return known
      const html = sanitised(marked.parser([token]))
      if (alone) made.set(token.raw, html)
      const [oldest] = made.keys()
      if (made.size > mostMade && oldest !== undefined) made.delete(oldest)
      return html
    })
}

/** A paragraph of nothing but text has nothing in it that could do anything. */
const onlyText = /^<p>[^<>]*<\/p>\s*$/

function sanitised(html: string): string {
  if (onlyText.test(html)) return html
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: allowed,
    ALLOWED_ATTR: ['href', 'align', 'start', 'type', 'checked', 'disabled', 'class'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    ALLOW_DATA_ATTR: false,
  })
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
