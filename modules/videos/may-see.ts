/** Who may look at a video. Those circles are later modules' words. */
import type { Video } from './video.ts'

/** Of those who may see a video that is not for everyone. */
export const circles = ['followers', 'subscribers'] as const
export type Circle = (typeof circles)[number]

export interface CircleDeps {
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

/** @param viewer an account, or undefined for someone logged out */
export async function maySee(deps: CircleDeps, video: Video, viewer: string | undefined): Promise<boolean> {
  if (viewer === video.ownerId) return true
  if (video.state !== 'published' || video.visibility === 'private') return false
  if (video.visibility === 'public' || video.visibility === 'unlisted') return true
  return viewer !== undefined && (await belongs(deps, viewer, video.ownerId, video.visibility))
}
