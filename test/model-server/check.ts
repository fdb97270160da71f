import {
  blocksOf,
  newestPictures,
  newestPrompt,
  newestResults,
  unanswered,
  type MessagesRequest,
} from './messages.ts'
import type { Step } from './scenario.ts'

/** What is not as it should be in a request that this step answers; `said`: what its history must hold. */
export function faultsOf(body: MessagesRequest, step: Step, said: readonly string[]): string[] {
  const faults: string[] = []
  const { results: wanted = [], history: told = [], prompt, pictures } = step.expects ?? {}

  const open = unanswered(body)
  if (open.length > 0) faults.push(`no result for ${open.join(', ')}`)

  const results = newestResults(body)
  for (const one of wanted)
    if (!results.some((result) => one.test(result)))
      faults.push(`no result like ${String(one)} in ${JSON.stringify(results)}`)

  const asked = newestPrompt(body)
  if (prompt && !prompt.test(asked))
    faults.push(`no prompt like ${String(prompt)} in ${JSON.stringify(asked)}`)

  const shown = newestPictures(body)
  if (pictures && shown.map(({ type }) => type).join() !== pictures.join())
    faults.push(`it shows ${JSON.stringify(shown)}, not ${pictures.join()}`)

  const history = body.messages.flatMap(blocksOf).map(({ id, text }) => id ?? text)
  for (const one of [...said, ...told])
    if (!history.includes(one)) faults.push(`its history lacks ${JSON.stringify(one)}`)
  return faults
}
