import { createHash } from 'node:crypto'
import { html, Html } from './html.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem }
h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem }
table { width: 100%; border-collapse: collapse }
caption { text-align: left; padding-bottom: .25rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid #8884; overflow-wrap: anywhere }
th { font-weight: 600 } .quiet { color: GrayText } .bypass { color: #c00; font-weight: 600 }
`

/** Nothing but our own style: no script, no image, no frame, no form. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A whole page; `refresh` reloads it every so many seconds. */
export function page(title: string, body: Html, refresh?: number): string {
  const again = refresh ? html`<meta http-equiv="refresh" content="${refresh}" />` : ''
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${again}
        <title>${title}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.text
}

/** A page that says one thing. */
export function message(title: string, text: string): string {
  return page(
    `${title} · Signalbox`,
    html`<h1>${title}</h1>
      <p>${text}</p>`,
  )
}
