import { text as wholeText } from 'node:stream/consumers'
import { usage } from './refused.ts'
import type { World } from './world.ts'

/** The text that a command was given as words, or on standard input with `-`. Never empty. */
export async function textFrom(
  world: Pick<World, 'stdin'>,
  words: readonly string[],
  what: string,
): Promise<string> {
  const given =
    words.length === 1 && words[0] === '-'
      ? (await wholeText(world.stdin)).trimEnd()
      : words.join(' ')
  if (given.trim() === '') throw usage(`${what} is empty: give some text`)
  return given
}
