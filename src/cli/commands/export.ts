import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CommandSpec } from '../command.ts'
import { exit, failed, messageOf, usage } from '../refused.ts'

export const exporting: CommandSpec = {
  name: 'export',
  about: 'every recorded event as NDJSON, to standard output or a file',
  args: [],
  flags: [
    { flags: '--session <id>', about: 'only this session and its subagents' },
    { flags: '--output <file>', about: 'a new file instead of standard output' },
  ],
  examples: [
    ['signalbox export | gzip > signalbox.ndjson.gz', 'everything'],
    ['signalbox export --session 3f9c2a --output s.ndjson', 'one session'],
  ],
  async run({ server, out, world, json }, _, flags) {
    const session = flags.text('session')
    const output = flags.text('output')
    const file = output === undefined ? null : resolve(world.cwd, output)
    if (file !== null && (await exists(file)))
      throw usage(`${file} exists already; name a new file with --output`)
    const client = await server()
    const query = session === undefined ? '' : `?session=${encodeURIComponent(session)}`
    const body = await client.stream(`export${query}`)
    if (file === null) {
      const decoder = new TextDecoder()
      for await (const piece of body) {
        out.text(decoder.decode(piece, { stream: true }))
        await out.drained()
      }
      return exit.ok
    }
    await saved(body, file)
    if (json) out.document({ file })
    else out.line(`Exported to ${file}`)
    return exit.ok
  },
}

/** Written beside its place and moved there when it is whole. */
async function saved(body: ReadableStream<Uint8Array>, file: string) {
  const part = `${file}.part`
  try {
    await pipeline(Readable.from(body), createWriteStream(part, { mode: 0o600 }))
    await rename(part, file)
  } catch (error) {
    // Why it could not be written is what is told, not that its beginning could not be removed either.
    await rm(part, { force: true }).catch(() => undefined)
    throw failed(`cannot write ${file}: ${messageOf(error)}`)
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false, // whatever is wrong with it is told when it is written
  )
}
