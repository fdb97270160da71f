import { statSync } from 'node:fs'
import type { AgentJson } from '../contract/response.ts'
import { claudePath, isTested, signedIn, testedClaude, versionOf } from './claude-program.ts'
import { installedClaude } from './install-claude-state.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** How the claude of a data folder is found and told of. */
export type ClaudeAgent = {
  /** The module of its SDK and its program; null: one of them is not there. */
  command: () => string[] | null
  /** `closely`: its program is asked for its version and sign-in, which takes about a second. */
  told: (closely: boolean) => Promise<Pick<AgentJson, 'found' | 'hint' | 'version' | 'signedIn'>>
}

const install = 'signalbox agents install claude'

/** `env`: what the agent will have. */
export function claudeAgent(data: string, env: Environment): ClaudeAgent {
  /** By path and the time it was changed: a program that was updated is asked again. */
  const versions = new Map<string, string | null>()

  function look() {
    const installed = installedClaude(data)
    const onPath = claudePath(env)
    return { installed, onPath, program: installed?.binary ?? onPath }
  }

  async function version(path: string): Promise<string | null> {
    const key = `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs}`
    const known = versions.get(key) ?? (await versionOf(path, env))
    versions.set(key, known)
    return known
  }

  return {
    command() {
      const { installed, program } = look()
      return installed && program !== null ? [installed.sdk, program] : null
    },
    async told(closely) {
      const { installed, onPath, program } = look()
      const none = { found: null, version: null, signedIn: null }
      if (installed === null)
        return onPath === null
          ? { ...none, hint: `run: ${install} (about 430 MB)` }
          : { ...none, hint: `run: ${install} (about 66 MB; it uses your ${onPath})` }
      if (program === null)
        return { ...none, hint: `its program is gone; run: ${install} (about 430 MB)` }
      if (!closely) return { found: program, version: null, signedIn: null, hint: null }
      const [is, signed] = await Promise.all([version(program), signedIn(program, env)])
      return { found: program, version: is, signedIn: signed, hint: advice(program, is, signed) }
    },
  }
}

/** What is to be done about one that is there; null: nothing. */
function advice(program: string, version: string | null, signed: boolean | null): string | null {
  if (version === null) return `${program} tells no version; run: ${install}`
  if (!isTested(version))
    return `version ${version} is not tested (from ${testedClaude[0]} to below ${testedClaude[1]} is); update it, or run: ${install}`
  return signed === false ? `sign in: run ${program} and follow it, or set ANTHROPIC_API_KEY` : null
}
