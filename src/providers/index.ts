import { acpProvider } from './acp/index.ts'
import type { Provider } from './provider.ts'

/** Every kind of agent there is, by name. */
export function allProviders(): ReadonlyMap<string, Provider> {
  return new Map([acpProvider()].map((provider) => [provider.name, provider]))
}
