import type { Page } from 'playwright-core'

/** Notes what goes wrong in a page: errors of the app, and what the page's policy forbids. */
export function errorsOf(page: Page, into: string[] = []): string[] {
  page.on('pageerror', (error) => into.push(error.message))
  page.on('console', (message) => {
    // That a killed server is away is no fault of the page.
    const away = /WebSocket|net::ERR_/.test(message.text())
    if (message.type() === 'error' && !away) into.push(message.text())
  })
  return into
}
