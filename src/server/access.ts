import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { refuse, type Refusal } from './refusal.ts'

/** The headers that decide who may come in. */
export type Caller = {
  host: string | undefined
  origin: string | undefined
  authorization: string | undefined
  cookie: string | undefined
}

/** Who may come in: one rule for every route and for the WebSocket. */
export type Access = {
  /** Null: come in. Host and Origin are looked at first, so that a stranger's page learns nothing. */
  admit(caller: Caller): Refusal | null
  /** Host and Origin alone: for the one door where a token is exchanged. */
  addressed(caller: Caller): Refusal | null
  isToken(given: string): boolean
  /** The `Set-Cookie` that stands for the token in a browser. It is derived: the token is not in it. */
  cookie: string
}

/** The names that a loopback server is called by. A foreign one means that a name was rebound to us. */
export function access(token: string, port: number): Access {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  const hosts = names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
  const origins = hosts.map((host) => `http://${host}`)
  // Cookies know no ports: the name keeps two servers of one machine apart.
  const cookieName = `signalbox-${port}`
  const cookieValue = createHmac('sha256', token).update(`cookie ${port}`).digest('base64url')

  function addressed({ host, origin }: Caller): Refusal | null {
    if (host === undefined || !hosts.includes(host.toLowerCase()))
      return refuse(
        'forbidden',
        `The Host ${shown(host)} is not one of ours; use ${hosts.join(', ')}.`,
      )
    if (origin !== undefined && !origins.includes(origin.toLowerCase()))
      return refuse(
        'forbidden',
        `The Origin ${shown(origin)} is not one of ours; use ${origins.join(', ')}.`,
      )
    return null
  }

  function known({ authorization, cookie }: Caller): boolean {
    const bearer = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1]
    if (bearer !== undefined) return same(bearer, token)
    return cookiesNamed(cookieName, cookie).some((value) => same(value, cookieValue))
  }

  return {
    addressed,
    admit: (caller) => addressed(caller) ?? (known(caller) ? null : stranger),
    isToken: (given) => same(given, token),
    cookie: `${cookieName}=${cookieValue}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000`,
  }
}

const stranger = refuse(
  'unauthorized',
  'No valid token: programs send it as "Authorization: Bearer …"; for a browser, "signalbox serve" prints the address to open.',
)

/** What was sent, short and harmless enough for a message. */
function shown(header: string | undefined): string {
  if (header === undefined || header === '') return '(none)'
  return `"${header.slice(0, 100).replaceAll(/[^\x21-\x7e]|"/g, '?')}"`
}

/** Takes as long for a near miss as for a far one; digests have one length whatever was given. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function cookiesNamed(name: string, header: string | undefined): string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const [key, ...value] = pair.trim().split('=')
    return key === name ? [value.join('=')] : []
  })
}
