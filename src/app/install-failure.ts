import type { NpmFailure } from './npm.ts'

/** What npm's failure means for the person, in one line: what was wrong, and what to do. */
export function failureLine(
  { code, message }: NonNullable<NpmFailure>,
  what: { name: string; data: string; about: number },
): { refused: string; why: 'usage' | 'failed' } {
  const failed = (refused: string) => ({ refused, why: 'failed' as const })
  if (['E404', 'ETARGET', 'ENOVERSIONS'].includes(code))
    return { refused: `there is no ${what.name} in the registry that npm uses`, why: 'usage' }
  if (
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)$/.test(
      code,
    )
  )
    return failed(
      `npm does not reach its registry (${code}); look at the network, and at npm's own registry and proxy settings`,
    )
  if (/CERT|SSL|UNABLE_TO|SELF_SIGNED/.test(code))
    return failed(
      `npm does not trust its registry (${code}); name your certificates with npm's "cafile" or NODE_EXTRA_CA_CERTS`,
    )
  if (code === 'ENOSPC')
    return failed(
      `no space left: it takes about ${what.about} MB in ${what.data} and some in npm's cache; make room, then try again`,
    )
  if (code === 'EACCES' || code === 'EPERM')
    return failed(`npm may not write: ${message}; make ${what.data} and npm's cache yours`)
  if (code === 'E401' || code === 'E403')
    return failed(`the registry that npm uses refuses (${code}): ${message}`)
  return failed(`npm could not install it: ${[code, message].filter(Boolean).join(' ')}`)
}
