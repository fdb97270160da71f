import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ledger } from './projects/ledger.ts'
import { shopApi } from './projects/shop-api.ts'
import { weatherBoard } from './projects/weather-board.ts'

const projects = { 'shop-api': shopApi, ledger, 'weather-board': weatherBoard } as const
export type ProjectName = keyof typeof projects

/**
 * Writes the three scratch projects into a folder, each in one of its own, and gives their paths.
 * A file that is there already stays as it is.
 */
export function writeDemoProjects(folder: string): Record<ProjectName, string> {
  for (const [name, files] of Object.entries(projects)) {
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, name, file)
      if (existsSync(path)) continue
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }
  return {
    'shop-api': join(folder, 'shop-api'),
    ledger: join(folder, 'ledger'),
    'weather-board': join(folder, 'weather-board'),
  }
}
