import { availableParallelism } from 'node:os'
import { defaultExclude, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // These need a real agent or a browser, and have a command each: see CONTRIBUTING.md.
    exclude: [...defaultExclude, 'test/claude/**', 'test/web/**'],
    globalSetup: ['test/build.ts'],
    // Whole programs are started in some tests: on two busy cores the first answer can take seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most of them wait for what others do: two side by side are quick on two cores, and on busy ones too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
