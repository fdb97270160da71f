/** A prompt that plays exactly one scene: `/play NAME key=value …`. Used by tests and for load. */
export type Play = { name: string; keys: Record<string, string> }

export function playIn(prompt: string): Play | null {
  const [command, name, ...rest] = prompt.trim().split(/\s+/)
  if (command !== '/play' || name === undefined) return null
  const keys: Record<string, string> = {}
  for (const word of rest) {
    const at = word.indexOf('=')
    if (at > 0) keys[word.slice(0, at)] = word.slice(at + 1)
  }
  return { name, keys }
}

/** Words that say what to do rather than with what. */
const plain = new Set(
  (
    'a an the to for of in on at with and or but so then also please can could you we i it its is are be ' +
    'add adding make create write build implement fix repair update change improve refactor clean rename ' +
    'remove delete review check audit explain document describe show tell why how what where when does do ' +
    'not this that these those my our your me us from into by as up out all some any new more there ' +
    'has have should must will would run again endpoint route api test tests bug error docs documentation ' +
    'readme code file files project app small quick simple'
  ).split(' '),
)

/** What a prompt is about, in its own words: at most three of them. "add a health endpoint" gives "health". */
export function subjectOf(prompt: string): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}-]*/gu) ?? []
  const telling = words.filter((word) => !plain.has(word))
  return telling.slice(0, 3).join(' ')
}

/** A subject as part of a file name. */
export function slugOf(subject: string, otherwise: string): string {
  const slug = subject.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  return slug === '' ? otherwise : slug
}
