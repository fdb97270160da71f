import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the sessions are kept: `$SIGNALBOX_DEMO_STATE`, or `signalbox-demo` in the folder for program state. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const own = env['SIGNALBOX_DEMO_STATE']
  if (own) return own
  const shared = env['XDG_STATE_HOME']
  return join(shared ? shared : join(homedir(), '.local', 'state'), 'signalbox-demo')
}
