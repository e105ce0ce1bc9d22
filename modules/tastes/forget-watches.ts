/** Takes watches out of the history and out of learning. What creators were paid for them stays. */
import { type ChangeDeps, changeViewer } from './change-viewer.ts'
import { deleteBefore, insertGap, leaveOut } from './store-history.ts'

/** Every watch of the clip up to now. Twice is the same as once. */
export const deleteClip = (deps: ChangeDeps, viewerKey: string, videoId: string): Promise<void> =>
  changeViewer(deps, viewerKey, async (tx, _, now) => {
    await leaveOut(tx, viewerKey, [videoId], 'history', now)
  })

/** Everything that was offered from `from` (the beginning, unless told) until before `to` (now, unless told; never later). */
export const deleteStretch = (
  deps: ChangeDeps,
  viewerKey: string,
  { from, to }: { readonly from: Date | undefined; readonly to: Date | undefined },
): Promise<void> =>
  changeViewer(deps, viewerKey, async (tx, _, now) => {
    const end = to && to < now ? to : now
    if (from === undefined) return deleteBefore(tx, viewerKey, end)
    if (from < end) await insertGap(tx, viewerKey, from, end)
  })

/** Stay in the history, and are not learned from. */
export const unlearnClips = (
  deps: ChangeDeps,
  viewerKey: string,
  videoIds: readonly string[],
): Promise<void> =>
  changeViewer(deps, viewerKey, async (tx, _, now) => {
    await leaveOut(tx, viewerKey, videoIds, 'learning', now)
  })
