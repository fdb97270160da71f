import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

/** What a repository is known by, wherever it lies. */
export type Repository = {
  /** What it was cloned from, without any password in it; null: nothing is configured. */
  remote: string | null
  /** Its oldest commit; null: it has none, or it was not found in time. */
  rootCommit: string | null
}

const run = promisify(execFile)
/** A long history is walked once, and not for ever. */
const patienceMs = 3000

/**
 * The repository whose top a folder is, as git tells it. Never rejects: a folder that is no top of a
 * repository, is not there, or cannot be asked has neither remote nor root commit.
 */
export async function repositoryAt(folder: string): Promise<Repository> {
  const [remote, roots] = await Promise.all([
    git(folder, ['config', '--get', 'remote.origin.url']),
    git(folder, ['rev-list', '--max-parents=0', 'HEAD']),
  ])
  return {
    remote: remote === null ? null : withoutPassword(remote),
    // Histories that were joined have several roots; the last one told is the oldest.
    rootCommit: roots?.split('\n').at(-1) ?? null,
  }
}

async function git(folder: string, args: string[]): Promise<string | null> {
  const { PATH, HOME, SystemRoot } = process.env
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      timeout: patienceMs,
      maxBuffer: 1024 * 1024,
      windowsHide: true,
      env: {
        ...(PATH !== undefined && { PATH }),
        ...(HOME !== undefined && { HOME }),
        ...(SystemRoot !== undefined && { SystemRoot }),
        LC_ALL: 'C',
        GIT_TERMINAL_PROMPT: '0',
        // The folder itself, not a repository that it lies in.
        GIT_CEILING_DIRECTORIES: path.dirname(folder),
      },
    })
    return stdout.trim() || null
  } catch {
    // No git, no repository, no commit yet, one that belongs to somebody else, or too long a history.
    return null
  }
}

/** An address as it may be kept: a name or token that is written into it is no part of what it names. */
export function withoutPassword(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, (whole, scheme: string) =>
    /^ssh/i.test(scheme) && !whole.slice(scheme.length).includes(':') ? whole : scheme,
  )
}
