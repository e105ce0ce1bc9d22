/** Who may look at a video. Those circles are later modules' words. */
import type { Video } from './video.ts'

/** Of those who may see a video that is not for everyone. */
export const circles = ['followers', 'subscribers'] as const
export type Circle = (typeof circles)[number]

export interface ApartDeps {
  /** Those of the others with whom the viewer has a block between them. */
  readonly apartAmong: (viewer: string | undefined, others: readonly string[]) => Promise<ReadonlySet<string>>
}

export interface CircleDeps extends ApartDeps {
  /** Whether `viewer` follows `owner`. */
  readonly isFollower: (viewer: string, owner: string) => Promise<boolean>
  /** Whether `viewer` has the perks of the owner's subscribers. */
  readonly isSubscriber: (viewer: string, owner: string) => Promise<boolean>
}

export const belongs = (
  deps: CircleDeps,
  viewer: string,
  ownerId: string,
  circle: Circle,
): Promise<boolean> =>
  circle === 'followers' ? deps.isFollower(viewer, ownerId) : deps.isSubscriber(viewer, ownerId)

export const isApart = async (deps: ApartDeps, viewer: string | undefined, owner: string): Promise<boolean> =>
  viewer !== undefined && viewer !== owner && (await deps.apartAmong(viewer, [owner])).has(owner)

/** @param viewer an account, or undefined for someone logged out */
export const maySee = async (deps: CircleDeps, video: Video, viewer: string | undefined): Promise<boolean> =>
  (await seenBy(deps, [video], viewer)).length > 0

/** Those of the videos that `viewer` may see, in the order given. */
export async function seenBy<T extends Video>(
  deps: CircleDeps,
  videos: readonly T[],
  viewer: string | undefined,
): Promise<T[]> {
  const owners = videos.map(({ ownerId }) => ownerId)
  const apart = await deps.apartAmong(viewer, [...new Set(owners)])
  const may = await Promise.all(
    videos.map((video) => !apart.has(video.ownerId) && isFor(deps, video, viewer)),
  )
  return videos.filter((_, at) => may[at])
}

async function isFor(deps: CircleDeps, video: Video, viewer: string | undefined): Promise<boolean> {
  if (viewer === video.ownerId) return true
  if (video.state !== 'published' || video.visibility === 'private') return false
  if (video.visibility === 'public' || video.visibility === 'unlisted') return true
  return viewer !== undefined && (await belongs(deps, viewer, video.ownerId, video.visibility))
}
