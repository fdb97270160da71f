import type { Ask, Option } from '../core/ask.ts'

/** What was typed as an answer: numbers stand for the options as they are counted on the terminal. */
export function chosenOf(
  { options = [], several }: Pick<Ask, 'options' | 'several'>,
  text: string,
) {
  const parts = several === true ? text.split(',') : [text]
  const chosen = parts.map((part) => meantBy(options, part.trim())?.id)
  return chosen.includes(undefined) ? text : chosen.join(', ')
}

/** Options may be numbers themselves: their own words come first. */
function meantBy(options: readonly Option[], word: string): Option | undefined {
  const named = options.find(({ id, label }) => word === id || word === label)
  return named ?? (/^\d+$/.test(word) ? options[Number(word) - 1] : undefined)
}
