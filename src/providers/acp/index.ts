import type { Provider } from '../provider.ts'
import { startAgent } from './agent.ts'

/** Any program that speaks the Agent Client Protocol, version 1, on stdin and stdout. */
export function acpProvider(now: () => number = Date.now): Provider {
  return {
    name: 'acp',
    env: [],
    start: (options) => startAgent(options, now),
  }
}
