import { acpProvider } from './acp/index.ts'
import { claudeProvider } from './claude/index.ts'
import type { Provider } from './provider.ts'

/** Every kind of agent that can be run, by name. */
export const providers: Readonly<Record<string, Provider>> = {
  acp: acpProvider(),
  claude: claudeProvider(),
}
