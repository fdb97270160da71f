import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The tests beside the gate: with the real Claude Code, and in a real browser. */
export default mergeConfig(
  { ...base, test: { ...base.test, exclude: ['**/node_modules/**'] } },
  defineConfig({ test: { include: [] } }),
)
