import type { Client } from './client.ts'
import type { Address } from './find-server.ts'
import type { Out } from './out.ts'
import type { Style } from './print/style.ts'
import type { World } from './world.ts'

/** What a command works with. */
export type Context = {
  world: World
  /** Absolute path of the data folder. */
  data: string
  json: boolean
  out: Out
  /** Standard output is a terminal: its width, else null and nothing is cut. */
  readonly columns: number | null
  style: Style
  /** One line on standard error, for the person. */
  say: (line: string) => void
  /** Aborted when nobody reads the output any more, and at the end. */
  signal: AbortSignal
  /** The server that answers for the data folder, or null. */
  runningServer: () => Promise<Client | null>
  /** The same. Refused with exit code 6 where none answers. */
  server: () => Promise<Client>
  /** The same, but starts one in the background where none answers. */
  startedServer: () => Promise<Client>
  /** Looks again for the server: it may have come back elsewhere. */
  address: () => Promise<Address | null>
}
