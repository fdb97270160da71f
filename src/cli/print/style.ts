import type { Output } from '../world.ts'

/** Colour means state, never decoration; without colour the words say the same. */
export type Style = {
  bold: (text: string) => string
  dim: (text: string) => string
  red: (text: string) => string
  green: (text: string) => string
  amber: (text: string) => string
  blue: (text: string) => string
}

const plain = (text: string) => text

export const plainStyle: Style = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  amber: plain,
  blue: plain,
}

const paint = (open: number, close: number) => (text: string) =>
  text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`

const colours: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  green: paint(32, 39),
  amber: paint(33, 39),
  blue: paint(34, 39),
}

/** FORCE_COLOR wins over NO_COLOR, which wins over what the stream is. */
export function styleFor(
  stream: Pick<Output, 'isTTY'>,
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced === '0' ? plainStyle : colours
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return plainStyle
  return stream.isTTY === true ? colours : plainStyle
}
