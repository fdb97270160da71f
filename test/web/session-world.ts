import type { Page } from 'playwright-core'
import { testBrowser } from './test-browser.ts'
import { webWorld, type WebWorld } from './world.ts'

/** A world for the tests of one session's screen, and short ways to begin sessions in it. */
export type SessionWorld = WebWorld & {
  /** Begins a session of the demo agent with this prompt, and gives its id. */
  begin(prompt: string, more?: Begun): Promise<string>
  prompt(session: string, text: string): Promise<void>
  /** Resolves when the session is in this state. */
  until(session: string, state: string): Promise<SessionSeen>
  /** Resolves when so many turns were begun, and the last one is over. */
  rest(session: string, turns: number): Promise<void>
  get<Answer>(path: string): Promise<Answer>
  open(session: string, options?: Parameters<WebWorld['page']>[0] & { at?: number }): Promise<Page>
}

type Begun = { permission?: string; cwd?: string; project?: string }

export type SessionSeen = { id: string; state: string; children: string[] }

export async function sessionWorld(): Promise<SessionWorld> {
  const world = await webWorld(await testBrowser())
  const { request } = await world.page()

  async function get<Answer>(path: string): Promise<Answer> {
    return (await (await request.get(`${world.url()}/api/${path}`)).json()) as Answer
  }

  async function until(session: string, state: string): Promise<SessionSeen> {
    for (;;) {
      const { session: seen } = await get<{ session: SessionSeen }>(`sessions/${session}`)
      if (seen.state === state) return seen
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  return Object.assign(world, {
    get,
    until,
    async rest(session: string, turns: number) {
      const begun = async () =>
        (await get<{ turns: unknown[] }>(`sessions/${session}/turns`)).turns.length
      while ((await begun()) < turns) await new Promise((resolve) => setTimeout(resolve, 100))
      await until(session, 'idle')
    },
    async begin(prompt: string, more: Begun = {}) {
      const data = { prompt, agent: 'demo', cwd: world.home, project: null, ...more }
      const answer = await request.post(`${world.url()}/api/sessions`, { data })
      if (!answer.ok()) throw new Error(await answer.text())
      return ((await answer.json()) as { session: { id: string } }).session.id
    },
    async prompt(session: string, text: string) {
      await request.post(`${world.url()}/api/sessions/${session}/prompts`, { data: { text } })
    },
    async open(
      session: string,
      { at, ...options }: Parameters<WebWorld['page']>[0] & { at?: number } = {},
    ) {
      const page = await world.page(options)
      await page.goto(`${world.url()}/s/${session}${at === undefined ? '' : `?at=${at}`}`)
      await page.getByRole('log', { name: 'Transcript' }).waitFor()
      return page
    },
  })
}
