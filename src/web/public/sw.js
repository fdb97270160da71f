// Serves the shell without a network, so that the app opens and says that its server is away.
// Only files of the app itself are kept: never the API, never data.
const shell = 'signalbox-shell'

self.addEventListener('install', (event) => event.waitUntil(begin()))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/api') || url.pathname === '/login') return
  if (url.pathname.startsWith('/assets/')) event.respondWith(keptFirst(request))
  else if (request.mode === 'navigate') event.respondWith(pageFirst(request))
})

/** The page and what it begins with are kept at once: the first visit may be the only one with a server. */
async function begin() {
  await self.skipWaiting()
  const cache = await caches.open(shell)
  const answer = await fetch('/')
  if (!answer.ok) return
  const page = await answer.clone().text()
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  await cache.addAll(files)
  await cache.put('/', answer)
}

/** Files with a hash in their name never change. */
async function keptFirst(request) {
  const cache = await caches.open(shell)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

/** The page of the server where it answers; the one kept where it does not. */
async function pageFirst(request) {
  const cache = await caches.open(shell)
  try {
    const answer = await fetch(request)
    if (answer.ok && answer.headers.get('content-type')?.includes('text/html')) {
      await cache.put('/', answer.clone())
      await tidy(cache, await answer.clone().text())
    }
    return answer
  } catch (error) {
    const kept = await cache.match('/')
    if (kept) return kept
    throw error
  }
}

/** Files of an older app are let go once a newer page was served, a day's worth of versions at most. */
async function tidy(cache, page) {
  const keys = await cache.keys()
  if (keys.length < 120) return
  for (const key of keys) if (!page.includes(new URL(key.url).pathname)) await cache.delete(key)
}
