import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Keys are armed a moment after their card came up: pressed until it is gone, as a person would. */
export function pressUntilGone(page: Page, key: string, shown: Locator): Promise<void> {
  return expect
    .poll(
      async () => {
        await page.keyboard.press(key)
        return shown.count()
      },
      // The answer goes through a server, a runner and an agent.
      { interval: 450, timeout: 20_000 },
    )
    .toBe(0)
}
