/** What the feed noticed: the tags and the creators of clips that the viewer finished lately. */
import { isPublished, type Published, type Videos } from '../videos/index.ts'
import type { ChangeDeps } from './change-viewer.ts'
import { unlearnClips } from './forget-watches.ts'
import { watchedBy, type WatchedDeps } from './watched.ts'

/** A clip is finished when this much of it was played. */
const finishedShare = 0.95
const lookedAt = 300
const shownMax = 20

export type NoticeDeps = WatchedDeps & { readonly videos: Pick<Videos, 'findMany' | 'seenBy'> }

export interface Noticed {
  /** How many finished clips this was read from. */
  readonly clips: number
  /** Most clips first. */
  readonly tags: readonly { readonly subject: string; readonly clips: number }[]
  readonly creators: readonly { readonly subject: string; readonly clips: number }[]
}

/** @param account the viewer's, or undefined for someone logged out */
export async function readNoticed(
  deps: NoticeDeps,
  viewerKey: string,
  account: string | undefined,
): Promise<Noticed> {
  const finished = await finishedClips(deps, viewerKey, account)
  return {
    clips: finished.length,
    tags: countedBy(finished, ({ tags }) => tags),
    creators: countedBy(finished, ({ ownerId }) => [ownerId]),
  }
}

/** The clips that it comes from are not learned from any more. @returns how many */
export async function forgetNoticed(
  deps: NoticeDeps & ChangeDeps,
  viewerKey: string,
  account: string | undefined,
  { kind, subject }: { readonly kind: 'tag' | 'creator'; readonly subject: string },
): Promise<number> {
  const finished = await finishedClips(deps, viewerKey, account)
  const clips = finished.filter((clip) =>
    kind === 'tag' ? clip.tags.includes(subject) : clip.ownerId === subject,
  )
  if (clips.length > 0)
    await unlearnClips(
      deps,
      viewerKey,
      clips.map(({ id }) => id),
    )
  return clips.length
}

async function finishedClips(
  deps: NoticeDeps,
  viewerKey: string,
  account: string | undefined,
): Promise<Published[]> {
  const watched = await watchedBy(deps, viewerKey, { scope: 'learning', limit: lookedAt })
  const totalMs = new Map(watched.map((one) => [one.videoId, one.totalMs]))
  const finished = (await deps.videos.findMany([...totalMs.keys()]))
    .filter(isPublished)
    .filter(({ id, durationMs }) => (totalMs.get(id) ?? 0) >= finishedShare * durationMs)
  return deps.videos.seenBy(finished, account)
}

function countedBy(clips: readonly Published[], subjectsOf: (clip: Published) => readonly string[]) {
  const counts = new Map<string, number>()
  for (const clip of clips)
    for (const subject of subjectsOf(clip)) counts.set(subject, (counts.get(subject) ?? 0) + 1)
  return [...counts]
    .map(([subject, count]) => ({ subject, clips: count }))
    .sort((a, b) => b.clips - a.clips || (a.subject < b.subject ? -1 : 1))
    .slice(0, shownMax)
}
