const names = ['127.0.0.1', 'localhost', '::1']

/** Why the server will not listen on `host`, in one line; null: it will. */
export function loopbackOnly(host: string): string | null {
  if (names.includes(host)) return null
  return `--host ${host} is refused: the server listens on this machine only (${names.join(', ')}), because whoever reaches it can run programs here. From elsewhere, use a tunnel such as "ssh -L".`
}

/** The host as a URL writes it. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
