import { expect, test } from 'vitest'
import { inUrl, loopbackOnly } from './loopback.ts'
import { served } from './served.ts'
import { startServer } from './server.ts'
import { stage } from './stage.ts'

test.each(['0.0.0.0', '::', '192.168.1.2', 'example.org', ''])(
  'the host "%s" is refused with the reason',
  async (host) => {
    expect(loopbackOnly(host)).toMatch(/is refused: the server listens on this machine only/)
    await expect(startServer({ ...stage(), host, port: 0 })).rejects.toThrow(/is refused/)
  },
)

test('the names of this machine are taken', () => {
  for (const host of ['127.0.0.1', 'localhost', '::1']) expect(loopbackOnly(host)).toBeNull()
  expect(inUrl('::1')).toBe('[::1]')
})

test('a taken port is told, with who took it where that can be known', async () => {
  await using world = await served()
  const { port } = world.server
  const by =
    process.platform === 'linux' ? `by node \\S+ \\(pid ${process.pid}\\)` : 'by another program'
  await expect(startServer({ ...stage(), host: '127.0.0.1', port })).rejects.toThrow(
    new RegExp(`^Port ${port} is taken ${by}; stop that or choose another with --port\\.$`),
  )
})

test('closing answers what is under way, and can be said twice', async () => {
  const world = await served()
  const held = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  world.agents = async () => {
    asked.resolve()
    await held.promise
    return []
  }
  const answer = world.call('GET', '/api/agents')
  await asked.promise
  const closed = [world.server.close(), world.server.close()]
  held.resolve()
  expect((await answer).json).toEqual({ agents: [] })
  await Promise.all(closed)
  await expect(fetch(world.server.url)).rejects.toThrow()
})

test('the address for a browser holds the token, and no other address does', async () => {
  await using world = await served()
  expect(world.server.loginUrl).toBe(`${world.server.url}/login?token=${world.token}`)
  expect(world.server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})
