import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** The built web app, held in memory: a package that is replaced under the server pulls nothing away. */
export type WebApp = {
  /** The file at a path, the app's page where the path is one of its screens, or null. */
  answer(path: string): Response | null
}

/** No inline script, nothing from elsewhere. Styles are files; those set from script need no leave. */
export const appPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=UTF-8',
  '.js': 'text/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=UTF-8',
}

/** The app in a folder, or null where it was not built. */
export function webApp(folder: string): WebApp | null {
  const files = new Map<string, Buffer<ArrayBuffer>>()
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      const path = file.slice(folder.length).replaceAll('\\', '/')
      files.set(path, readFileSync(file))
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const page = files.get('/index.html')
  if (page === undefined) return null
  return {
    answer(path) {
      const file = files.get(path)
      if (file !== undefined && path !== '/index.html') return served(path, file)
      const isScreen = !path.startsWith('/api') && extname(path) === ''
      return isScreen || path === '/index.html' ? served('/index.html', page) : null
    },
  }
}

/** Files under `assets` carry a hash of their content in their name: they never change. */
function served(path: string, content: Buffer<ArrayBuffer>): Response {
  return new Response(content, {
    headers: {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': appPolicy,
      'cache-control': path.startsWith('/assets/')
        ? 'private, max-age=31536000, immutable'
        : 'no-cache',
    },
  })
}
