import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { flags } from '../../web/browser.ts'
import { needChromium } from '../../web/chromium.ts'
import { atRest, ground, type Ours } from '../ground.ts'
import { plainestPage } from './plainest.ts'
import type { Frames } from './probe.ts'

/** One measure over three pages, one after the other, while the same goes on behind them. */
export type Seen = { empty: Frames; plainest: Frames; ours: Frames }

/** `rate`: lines a second of each agent; `profile`: a file for where the app's time went. */
export type Wanted = {
  rate: number
  seconds: number
  profile?: string | undefined
  say: (line: string) => void
}

/** A real browser before the built program, which has agents of the demo to run. */
export type Stage = AsyncDisposable & {
  browser: Browser
  does: Ours['does']
  /** Begins a session of the demo agent with this prompt, and gives its id. */
  begin(prompt: string): Promise<string>
  prompt(session: string, text: string): Promise<void>
  rest(session: string): Promise<void>
  /** A page of ours; `path` is where in the app. */
  app(path: string): Promise<Page>
  /** The plainest page that follows the same: a session by its id, or `fleet`. */
  plainest(to: string): Promise<Page>
  /** A page with nothing in it. */
  empty(): Promise<Page>
}

export async function stage(): Promise<Stage> {
  const its = ground()
  const ours = await its.ours()
  const { does } = ours
  const browser = await chromium.launch({ executablePath: needChromium(), args: flags })
  const cwd = join(its.root, 'project')
  mkdirSync(cwd, { recursive: true })

  async function page(): Promise<Page> {
    const viewport = { width: 1440, height: 900 }
    const one = await browser.newPage({ viewport, serviceWorkers: 'block', bypassCSP: true })
    // Opened while everything is busy.
    one.setDefaultTimeout(120_000)
    return one
  }

  async function letIn(): Promise<Page> {
    const one = await page()
    await one.goto(`${ours.url}/login?token=${ours.token}`)
    return one
  }

  return {
    browser,
    does,
    async begin(prompt) {
      const body = { prompt, agent: 'demo', cwd, permission: 'bypass' }
      const made = (await does('POST', '/sessions', body)) as { session: { id: string } }
      return made.session.id
    },
    async prompt(session, text) {
      await does('POST', `/sessions/${session}/prompts`, { text })
    },
    rest: (session) => atRest(does, session),
    async app(path) {
      const one = await letIn()
      await one.goto(`${ours.url}${path}`)
      return one
    },
    async plainest(to) {
      const one = await letIn()
      // Of our origin, and none of our programs runs in it.
      await one.goto(`${ours.url}/api/status`)
      await one.setContent(plainestPage(to))
      return one
    },
    async empty() {
      const one = await page()
      await one.setContent('<p>Nothing</p>')
      return one
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await ours.end()
      await its.end()
    },
  }
}
