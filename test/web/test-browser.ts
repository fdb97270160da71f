import { chromium, type Browser } from 'playwright-core'
import { inject } from 'vitest'

let found: Promise<Browser> | undefined

/** The one browser of all these tests. */
export function testBrowser(): Promise<Browser> {
  return (found ??= chromium.connect(inject('browser')))
}
