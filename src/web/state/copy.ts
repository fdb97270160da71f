import type { App } from './app.svelte.ts'

/** Copies a text. Where the browser does not let this page, says so, with what can be copied by hand. */
export async function copyText(app: App, text: string): Promise<void> {
  // Over plain http from another machine there is no clipboard at all, whatever the types say.
  const clipboard: Clipboard | undefined = navigator.clipboard
  try {
    if (!clipboard) throw new Error('no clipboard')
    await clipboard.writeText(text)
  } catch {
    // Why it may not is the browser's own affair: what helps is the text itself.
    const why = 'This browser copies only over https or on this machine. By hand: '
    app.notices.tell({ kind: 'refused', title: 'Not copied', text: why + text })
  }
}
