import type { AgentJson } from '../contract/response.ts'
import type { Permission } from '../core/ask.ts'
import type { Readable, Writable } from 'node:stream'

/** A stream that may be a terminal. */
export type Input = Readable & { isTTY?: boolean; setRawMode?: (on: boolean) => unknown }
export type Output = Writable & { isTTY?: boolean; columns?: number }

export type ServeOptions = {
  data: string
  /** Null: the configured one. */
  port: number | null
  host: string | null
  /** Moves a database that cannot be opened out of the way and starts fresh. */
  setAside: boolean
}

/** A server that runs in this process, or one line that says why it cannot. */
export type Served =
  | { url: string; stop: () => Promise<void>; stopped: Promise<void> }
  | { refused: string; exitCode: number }

/** A server started in the background; `exited` with its code where it ends before it answers. */
export type Background = { pid: number | null; exited: Promise<number | null> }

/** What an installation tells: a line for the person, or how much of about how much is on disk. */
export type InstallProgress = { line: string } | { bytes: number; about: number }

/** The agents of a data folder, found and installed without a server. */
export type AgentShelf = {
  /** Those that can be installed, by name. */
  installable: readonly string[]
  find: (data: string) => Promise<AgentJson[]>
  install: (wish: {
    agent: string
    data: string
    /** Null: the tested one. */
    version: string | null
    onProgress: (progress: InstallProgress) => void
    /** Ends it; nothing is left. */
    signal: AbortSignal
  }) => Promise<
    | { version: string; already: boolean }
    /** `usage`: what was asked for does not exist. */
    | { refused: string; why: 'usage' | 'failed' }
  >
}

/** Scripted work for the `demo` command. */
export type Demo = {
  /** Name of the configured agent that plays it. */
  agent: string
  /** `project`: name of a folder that `writeProjects` makes. */
  prompts: readonly { title: string; project: string; prompt: string; permission?: Permission }[]
  /** The prompt of one session of a load test. */
  load: (rate: number, events: number) => string
  writeProjects: (folder: string) => Promise<void>
}

/**
 * Everything outside that the command line touches, handed in by the plug board, so that a command is
 * tested without a process of its own. The server is met through its contract alone.
 */
export type World = {
  /** What follows the program's name. */
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  stdin: Input
  stdout: Output
  stderr: Output
  /** Ms since 1970. */
  now: () => number
  platform: NodeJS.Platform
  /** Of this program, and of the Node under it (`24.21.0`). */
  version: string
  nodeVersion: string
  /** The person's home folder. */
  home: string
  serve: (options: ServeOptions) => Promise<Served>
  startServer: (data: string) => Background
  openBrowser: (url: string) => void
  /** The address that signs a browser in. */
  entrance: (url: string, token: string) => string
  /** Whether a process lives. */
  alive: (pid: number) => boolean
  /** Runners that live for a data folder, found without a server. */
  runners: (data: string) => Promise<readonly { name: string; pid: number }[]>
  /** Null, or one line: why the database of a data folder cannot be opened. */
  checkDatabase: (data: string) => Promise<string | null>
  /** Calls back at each Ctrl-C (SIGINT) or request to end (SIGTERM); the answer stops listening. */
  onInterrupt: (listener: (signal?: NodeJS.Signals) => void) => () => void
  agents: AgentShelf
  demo: Demo
}
