/** The one reporter of this page, wired to the server and the browser's own signals. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { beforeSessionChange } from '#shell/session.svelte.ts'
import { uuid } from '#api/uuid.ts'
import { createWatchReporter, type WatchReporter } from './watch-reporter.ts'

const EVERY_MS = 10_000
let one: WatchReporter | undefined

export function reporter(): WatchReporter {
  if (one) return one
  const made = createWatchReporter({
    async send(batch) {
      try {
        await api('POST /v1/watches', { body: batch })
        return 'done'
      } catch (error) {
        const later =
          error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500)
        return later ? 'later' : 'done'
      }
    },
    beacon: (batch) =>
      navigator.sendBeacon('/v1/watches', new Blob([JSON.stringify(batch)], { type: 'application/json' })),
    store: localStorage,
    uuid,
    clock: { monotonic: () => performance.now(), now: () => Date.now() },
  })
  setInterval(() => void made.flush(), EVERY_MS)
  addEventListener('pagehide', made.leave)
  addEventListener('online', () => void made.flush())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') made.leave()
    else void made.flush()
  })
  // A ticket is only good for the viewer it was given to.
  beforeSessionChange(() => made.flush())
  one = made
  void made.flush()
  return made
}
