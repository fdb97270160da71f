import { subjectOf } from '../play.ts'
import type { Scene } from '../scene.ts'
import { lookAround, opening } from './asked-work.ts'

/** A question about the code: reads it, thinks, answers in words and changes nothing. */
export const explain: Scene = (setting) => {
  const { project } = setting
  const subject = subjectOf(setting.prompt)
  const about = subject === '' ? project.name : `“${subject}”`
  const [entry = 'the entry file'] = project.files
  return [
    opening(setting, `Let me read it instead of guessing.`),
    ...lookAround(project, subject, 4),
    { do: 'think', text: `What matters about ${about} is who calls it and what it may assume.` },
    {
      do: 'say',
      text: `About ${about}: it starts in \`${entry}\`. What comes in is checked once, there, and everything behind it may trust it; so an odd input has to be caught at that one place. State is kept in memory only, so a restart forgets it. The tests hold the first part but not the second.`,
    },
  ]
}
