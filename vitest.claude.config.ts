import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** With the real Claude Code, two files at a time: what they start is heavy. */
export default defineConfig({
  test: {
    ...base.test,
    name: 'claude',
    include: ['test/claude/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/build.ts', 'test/claude/install.ts'],
    maxWorkers: 2,
  },
})
