/** A video is a posted file with its words and its audience.
 *  - One upload is one video, however often it is posted.
 *  - It is `published` from the moment its file can be played, or `refused` with a reason its creator can read.
 *  - Whoever may not see a video can not tell it from one that does not exist. The one exception is a published video for
 *    subscribers: to others it is told that it is one, and whose, so that they may become one; nothing else of it.
 *  - Removing is soft: for some days its owner can bring it back as it was. */
import type { Place } from '../../platform/pages.ts'
import type { Identity } from '../identity/index.ts'
import { assetPlayable, assetReady, assetRefused, type Media } from '../media/index.ts'
import { changeVideo, type Change, removeVideo, restoreVideo } from './change-video.ts'
import { type ChangesPage, changesAfter } from './changes-after.ts'
import type { VideosConfig } from './config.ts'
import { type Card, makeCards } from './make-card.ts'
import { onAssetPlayable, onAssetRefused, type PostDeps, type Posting, postVideo } from './post-video.ts'
import { shareMeta, type ShareMeta } from './share-video.ts'
import * as store from './store.ts'
import { isOpen, isPublished, type Published, type Video, videoId, type Visibility } from './video.ts'

export { videosConfig } from './config.ts'
export { videoChanged, videoPublished, videoRemoved } from './events.ts'
export { mountVideos } from './http.ts'
export type { Card } from './make-card.ts'
export type { ShareMeta } from './share-video.ts'
export {
  isPublished,
  type Published,
  type Video,
  type VideoId,
  videoId,
  type VideoState,
  type Visibility,
} from './video.ts'

export interface VideosDeps extends PostDeps {
  readonly media: Pick<Media, 'findUpload' | 'claimUpload' | 'setVisibility' | 'assetState' | 'urls'>
  readonly accounts: Pick<Identity, 'findByHandle' | 'findMany'>
  /** Whether `viewer` follows `owner`. Following is a later module's word. */
  readonly isFollower: (viewer: string, owner: string) => Promise<boolean>
  /** Whether `viewer` has the perks of the owner's subscribers; a later module's word too. */
  readonly isSubscriber: (viewer: string, owner: string) => Promise<boolean>
  readonly config: VideosConfig
}

export interface Videos {
  /** @throws Refusal caption_*, upload_not_found, upload_incomplete, upload_expired */
  post(ownerId: string, posting: Posting): Promise<Video>
  /** @throws Refusal video_not_found, caption_* */
  change(ownerId: string, id: string, change: Change): Promise<Video>
  /** Twice is the same as once. @throws Refusal video_not_found */
  remove(ownerId: string, id: string): Promise<Video>
  /** @throws Refusal video_not_found, restore_too_late */
  restore(ownerId: string, id: string): Promise<Video>
  /** In every state; in no order; ids without a video are left out. */
  findMany(ids: readonly string[]): Promise<Video[]>
  /** If it can be watched by anyone at all. */
  findPublished(id: string): Promise<Published | undefined>
  /** @param viewer an account, or undefined for someone logged out */
  maySee(video: Video, viewer: string | undefined): Promise<boolean>
  /** Public ones, oldest publication first: page by page, the whole of it. @param after the last one seen */
  listPublicAfter(after: Place | undefined, limit: number): Promise<Published[]>
  /** What was published, changed or withdrawn since; the empty cursor begins at the beginning. Some changes may come
   *  twice, none is left out. */
  changesAfter(cursor: string, limit: number): Promise<ChangesPage>
  /** What `viewer` may see of one creator, newest first. */
  listOfOwner(
    ownerId: string,
    viewer: string | undefined,
    after: Place | undefined,
    limit: number,
  ): Promise<Published[]>
  /** All of one's own, in every state, newest first by createdAt. */
  listOwn(ownerId: string, after: Place | undefined, limit: number): Promise<Video[]>
  /** Public ones, newest first. @param tag as toTag writes it */
  listWithTag(tag: string, after: Place | undefined, limit: number): Promise<Published[]>
  /** In the order given. Does not ask who is looking: see {@link Videos.maySee}. */
  cards(videos: readonly Published[]): Promise<Card[]>
  card(video: Published): Promise<Card | undefined>
  /** For the head of a page, if everyone with the address may see it. @param origin scheme and host */
  shareMeta(id: string, origin: string): Promise<ShareMeta | undefined>
  readonly accounts: VideosDeps['accounts']
  readonly config: VideosConfig
}

/** Of those who may see a video that is not for everyone. */
const circles = ['followers', 'subscribers'] as const
type Circle = (typeof circles)[number]

export function createVideos(deps: VideosDeps): Videos {
  const { db, events, accounts, config } = deps
  events.on(assetPlayable, 'videos', (asset) => onAssetPlayable(deps, asset))
  events.on(assetReady, 'videos', async ({ assetId }) => {
    await db.transaction((tx) => store.touchVideoOfAsset(tx, assetId, deps.clock.now()))
  })
  events.on(assetRefused, 'videos', (refused) => onAssetRefused(deps, refused))

  const findPublished = async (id: string): Promise<Published | undefined> => {
    const [video] = await store.findVideos(db, [id])
    return video && isPublished(video) ? video : undefined
  }
  const belongs = (viewer: string, ownerId: string, circle: Circle): Promise<boolean> =>
    circle === 'followers' ? deps.isFollower(viewer, ownerId) : deps.isSubscriber(viewer, ownerId)
  const cards = (videos: readonly Published[]): Promise<Card[]> => makeCards(deps, videos)

  return {
    accounts,
    config,
    post: (ownerId, posting) => postVideo(deps, ownerId, posting),
    change: (ownerId, id, change) => changeVideo(deps, ownerId, videoId(id), change),
    remove: (ownerId, id) => removeVideo(deps, ownerId, videoId(id)),
    restore: (ownerId, id) => restoreVideo(deps, ownerId, videoId(id), config.RESTORE_DAYS),
    findMany: (ids) => store.findVideos(db, ids),
    findPublished,
    async maySee(video, viewer) {
      if (viewer === video.ownerId) return true
      if (video.state !== 'published' || video.visibility === 'private') return false
      if (video.visibility === 'public' || video.visibility === 'unlisted') return true
      return viewer !== undefined && (await belongs(viewer, video.ownerId, video.visibility))
    },
    listPublicAfter: (after, limit) => store.publicAfter(db, after, limit),
    changesAfter: (cursor, limit) => changesAfter(db, cursor, limit),
    async listOfOwner(ownerId, viewer, after, limit) {
      const visible: Visibility[] = ['public']
      if (viewer === ownerId) visible.push('followers', 'subscribers', 'private', 'unlisted')
      else if (viewer !== undefined)
        for (const circle of circles) if (await belongs(viewer, ownerId, circle)) visible.push(circle)
      return store.publishedOfOwner(db, ownerId, visible, after, limit)
    },
    listOwn: (ownerId, after, limit) => store.allOfOwner(db, ownerId, after, limit),
    listWithTag: (tag, after, limit) => store.publicWithTag(db, tag, after, limit),
    cards,
    card: async (video) => (await cards([video]))[0],
    async shareMeta(id, origin) {
      const video = await findPublished(id)
      if (!video || !isOpen(video)) return undefined
      const [card] = await cards([video])
      return card && shareMeta(card, origin)
    },
  }
}
