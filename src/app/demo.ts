import { mkdirSync } from 'node:fs'
import { demoFleet } from '../demo/fleet.ts'
import { writeDemoProjects } from '../demo/projects.ts'
import type { DemoSession } from '../server/world.ts'

/** Writes the demo's scratch projects below a folder, and says which sessions make its fleet. */
export function demoOf(folder: string): { agent: string; sessions: DemoSession[] } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeDemoProjects(folder)
  const sessions = demoFleet.map(({ title, project, prompt, permission }) => ({
    title,
    project,
    prompt,
    permission,
  }))
  return { agent: 'demo', sessions }
}
