import { execFileSync } from 'node:child_process'

/** Whole programs are tested as they are built. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' })
}
