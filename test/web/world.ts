import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'

/** The built program in a folder of its own, with pages of a real browser before it. */
export type WebWorld = AsyncDisposable & {
  /** A folder of its own, which is also the home of everything in it. */
  home: string
  url(): string
  /** A page that is let in. */
  page(options?: Parameters<Browser['newPage']>[0]): Promise<Page>
  /** Ends the server as a power cut would, and starts it again. */
  killServer(): Promise<void>
  startServer(): Promise<void>
  command(...args: string[]): Promise<string>
}

export async function webWorld(browser: Browser): Promise<WebWorld> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-web-'))
  const data = join(home, 'data')
  const env = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8' }
  const main = join(import.meta.dirname, '../../dist/main.js')
  const pages: Page[] = []
  let server: ChildProcess
  let entrance = ''
  let port = '0'

  async function startServer() {
    server = spawn(process.execPath, [main, 'serve', '--data', data, '--no-open', '--port', port], {
      env,
    })
    entrance = await new Promise<string>((resolve, reject) => {
      let said = ''
      server.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const found = /http:\S+token=\S+/.exec(said)
        if (found) resolve(found[0])
      })
      server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
      server.once('exit', (code) => reject(new Error(`the server ended (${code}): ${said}`)))
    })
    port = new URL(entrance).port
  }

  await startServer()

  function command(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, [main, ...args, '--data', data], { env })
    return new Promise((resolve, reject) => {
      let said = ''
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
      child.once('error', reject)
      child.once('exit', () => resolve(said))
    })
  }

  return {
    home,
    url: () => new URL(entrance).origin,
    async page(options) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options })
      pages.push(page)
      await page.goto(entrance)
      return page
    },
    async killServer() {
      const { pid } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { pid: number }
      const gone = new Promise((resolve) => server.once('exit', resolve))
      process.kill(pid, 'SIGKILL')
      await gone
    },
    startServer,
    command,
    async [Symbol.asyncDispose]() {
      await Promise.all(pages.map((page) => page.context().close()))
      await command('down')
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
