/** Keeps the shell at hand so that the installed app opens without a network and says so.
 *  Films, API answers and anything personal are never kept: only built files and the bare page. */
import { version } from '$app/env'
import { assets, immutable } from '$app/manifest'
import { self } from '$app/service-worker'

const CACHE = `shell-${version}`
const SHELL = '/'
const files = [...immutable.map((file) => file.path), ...assets.map((file) => file.path)]
  .map((path) => (path.startsWith('/') ? path : `/${path}`))
  .filter((path) => !/\.(gz|br|txt)$/.test(path))
const kept = new Set(files)

self.addEventListener('install', (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (kept.has(url.pathname)) event.respondWith(fromCache(request, url.pathname))
  else if (request.mode === 'navigate') event.respondWith(page(request))
})

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(files)
  const reply = await fetch(SHELL, { credentials: 'omit' })
  // The first page carries data of one moment; a page opened later, offline, must not show it as fresh.
  const bare = (await reply.text()).replace(
    /<script type="application\/json" id="first-data">[\s\S]*?<\/script>/,
    '',
  )
  await cache.put(SHELL, new Response(bare, { headers: reply.headers }))
}

async function dropOldShells(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name)
}

async function fromCache(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(path)) ?? fetch(request)
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const shell = await (await caches.open(CACHE)).match(SHELL)
    if (shell) return shell
    throw error
  }
}
