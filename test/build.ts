import { execFileSync } from 'node:child_process'

/** Whole programs are tested as they are built. */
export function setup(): void {
  // A test that carries out another in a namespace of its own built them for both.
  if (process.env.SIGNALBOX_TEST_BUILT) return
  execFileSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' })
}
