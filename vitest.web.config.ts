import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The web app in one real browser, one file at a time: a browser and a server are enough for two cores. */
export default defineConfig({
  test: {
    ...base.test,
    name: 'web',
    include: ['test/web/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/build.ts', 'test/web/browser.ts'],
    maxWorkers: 1,
    // What is waited for goes through a browser, a server, a runner and an agent.
    expect: { poll: { timeout: 20_000 } },
  },
})
