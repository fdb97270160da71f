import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { needChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of all these tests listens. */
    browser: string
  }
}

/** One browser for all files: each page is let into a context of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ executablePath: needChromium(), args: flags })
  project.provide('browser', server.wsEndpoint())
  return () => server.close()
}

export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
