import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export function pressUntilGone(page: Page, key: string, shown: Locator): Promise<void> {
  return pressUntil(page, key, shown, 0)
}

/** Keys are armed a moment after their card came up: pressed until so many are there, as a person would. */
export function pressUntil(page: Page, key: string, shown: Locator, count: number): Promise<void> {
  return expect
    .poll(
      async () => {
        await page.keyboard.press(key)
        return shown.count()
      },
      // The answer goes through a server, a runner and an agent.
      { interval: 450, timeout: 20_000 },
    )
    .toBe(count)
}
