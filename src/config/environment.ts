/** What an agent gets as it is, where the server has it. A `*` stands for any ending. */
const passed = words(`
  HOME USER LOGNAME SHELL PATH LANG LANGUAGE LC_* TZ TMPDIR TEMP TMP SSH_AUTH_SOCK XDG_*
  SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS CURL_CA_BUNDLE REQUESTS_CA_BUNDLE GIT_SSL_CAINFO
  GIT_SSL_CAPATH PIP_CERT CARGO_HTTP_CAINFO AWS_CA_BUNDLE DENO_CERT NIX_SSL_CERT_FILE`)

/** Without these, programs do not even start on Windows. */
const passedOnWindows = words(`
  SystemRoot SystemDrive windir ComSpec PATHEXT OS NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE
  COMPUTERNAME USERNAME USERDOMAIN USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA
  ALLUSERSPROFILE ProgramData ProgramFiles ProgramFiles(x86) ProgramW6432 CommonProgramFiles`)

/** Written in either case by one tool or another. */
const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'ftp_proxy', 'no_proxy']

/** Ours, or npm's about us: never passed, whatever a provider names. A person may still give them. */
const withheld = ['npm_*', 'INIT_CWD', 'NODE_OPTIONS', 'NODE_CHANNEL_FD', 'SIGNALBOX_*']

export type EnvironmentParts = {
  /** The environment of the server as it was started. */
  serverEnv: Readonly<Record<string, string | undefined>>
  /** Variables that the provider and the agent's configuration name; `NAME*` stands for a family. */
  providerNames: readonly string[]
  /** What `--env` gave: it wins. */
  given: Readonly<Record<string, string>>
  /** Folders that our launcher put in PATH. */
  launcherPaths: readonly string[]
  windows?: boolean
}

/** The whole environment of an agent: built from what is named, never inherited. */
export function agentEnvironment(parts: EnvironmentParts): Record<string, string> {
  const { serverEnv, providerNames, given, launcherPaths, windows = false } = parts
  const cased = (name: string) => (windows ? name.toUpperCase() : name)
  const wanted = [...passed, ...(windows ? passedOnWindows : []), ...providerNames]
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(serverEnv)) {
    if (value === undefined) continue
    if (withheld.some((pattern) => fits(name.toLowerCase(), pattern.toLowerCase()))) continue
    const named = wanted.some((pattern) => fits(cased(name), cased(pattern)))
    if (!named && !proxies.includes(name.toLowerCase())) continue
    env[name] = cased(name) === 'PATH' ? ownPath(value, launcherPaths, windows) : value
  }
  return { ...env, ...given }
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

/** PATH as the person has it: without what npm and our launcher put before it. */
function ownPath(value: string, launcherPaths: readonly string[], windows: boolean): string {
  const delimiter = windows ? ';' : ':'
  const plain = (folder: string) => {
    const slashed = (windows ? folder.replaceAll('\\', '/').toLowerCase() : folder).replace(
      /\/+$/,
      '',
    )
    return slashed === '' ? folder : slashed
  }
  const ours = new Set(launcherPaths.map(plain))
  return value
    .split(delimiter)
    .filter((folder) => {
      const at = plain(folder)
      return !ours.has(at) && !at.endsWith('/node_modules/.bin') && !at.endsWith('/node-gyp-bin')
    })
    .join(delimiter)
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
