import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** Where a program is that is named by its path, or looked for on PATH; null: nowhere. Nothing is run. */
export function programOf(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const folders = isAbsolute(program) ? [''] : (env.PATH ?? '').split(delimiter).filter(Boolean)
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd'] : ['']
  for (const folder of folders)
    for (const ending of endings) {
      const path = folder === '' ? program + ending : join(folder, program + ending)
      try {
        accessSync(path, constants.X_OK)
        // A folder that may be entered is no program.
        if (statSync(path).isFile()) return path
      } catch {
        // Not here: the next place is tried.
      }
    }
  return null
}
