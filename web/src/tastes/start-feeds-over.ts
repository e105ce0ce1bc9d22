/** Feeds keep the clips that they fetched. After a change of what the viewer wants, the way from these pages back to a feed
 *  begins it anew, so that what is shown next was picked by the new word. */
import { beforeNavigate } from '$app/navigation'

let stale = false

export function markStale(): void {
  stale = true
}

/** Call while a page of these settings is set up. */
export function startFeedsOver(): void {
  beforeNavigate(({ to, cancel, willUnload }) => {
    if (!stale || willUnload || !to?.route.id?.startsWith('/(feed)')) return
    cancel()
    location.assign(to.url)
  })
}
