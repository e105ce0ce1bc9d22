/** Who may see a video. */
import { isAgeRestricted, type Published, type Video } from './video.ts'

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
  /** Whether `viewer` may be shown what is 18+: they said that they are that old, or they are an operator. */
  readonly seesAgeRestricted: (viewer: string) => Promise<boolean>
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
  const asked = askedOnce(deps)
  const may = await Promise.all(
    videos.map((video) => !apart.has(video.ownerId) && isFor(asked, video, viewer)),
  )
  return videos.filter((_, at) => may[at])
}

/** `subscribers`: it is for them and the viewer is none · `age`: it is 18+, and nothing else keeps the viewer from it */
export type Lock = 'subscribers' | 'age'

/** What a viewer may be told of a video that they may not see; undefined: nothing, or they see it. */
export async function lockOn(
  deps: CircleDeps,
  video: Published,
  viewer: string | undefined,
): Promise<Lock | undefined> {
  if (await isApart(deps, viewer, video.ownerId)) return undefined
  if (!(await isInAudience(deps, video, viewer)))
    return video.visibility === 'subscribers' ? 'subscribers' : undefined
  return (await isOldEnough(deps, video, viewer)) ? undefined : 'age'
}

const isFor = async (deps: CircleDeps, video: Video, viewer: string | undefined): Promise<boolean> =>
  (await isInAudience(deps, video, viewer)) && (await isOldEnough(deps, video, viewer))

async function isInAudience(deps: CircleDeps, video: Video, viewer: string | undefined): Promise<boolean> {
  if (viewer === video.ownerId) return true
  if (video.state !== 'published' || video.visibility === 'private') return false
  if (video.visibility === 'public' || video.visibility === 'unlisted') return true
  return viewer !== undefined && (await belongs(deps, viewer, video.ownerId, video.visibility))
}

const isOldEnough = async (deps: CircleDeps, video: Video, viewer: string | undefined): Promise<boolean> =>
  !isAgeRestricted(video) ||
  viewer === video.ownerId ||
  (viewer !== undefined && (await deps.seesAgeRestricted(viewer)))

/** A page of clips is mostly of few creators: each is asked about once. */
function askedOnce(deps: CircleDeps): CircleDeps {
  const answers = new Map<string, Promise<boolean>>()
  const once = (question: string, ask: () => Promise<boolean>): Promise<boolean> => {
    const before = answers.get(question)
    if (before) return before
    const answer = ask()
    answers.set(question, answer)
    return answer
  }
  return {
    apartAmong: deps.apartAmong,
    isFollower: (viewer, owner) => once(`follows ${owner}`, () => deps.isFollower(viewer, owner)),
    isSubscriber: (viewer, owner) => once(`subscribes ${owner}`, () => deps.isSubscriber(viewer, owner)),
    seesAgeRestricted: (viewer) => once('age', () => deps.seesAgeRestricted(viewer)),
  }
}
