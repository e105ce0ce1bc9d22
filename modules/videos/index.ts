/** A video is a posted file with its words and its audience.
 *  - One upload is one video, however often it is posted.
 *  - It is `published` from the moment its file can be played, or `refused` with a reason its creator can read.
 *  - Whoever may not see a video can not tell it from one that does not exist. There are two exceptions. Of a published video
 *    for subscribers others are told that it is one, and whose, so that they may become one. Of one that only its being 18+
 *    keeps from them, they are told that; nothing else of either.
 *  - An 18+ video is seen by its owner, by operators, and by those who said that they are 18 or older: nobody else, anywhere.
 *    Nothing is made of it, no copy of it is given away, and no other site shows it.
 *  - Removing is soft: for some days its owner can bring it back as it was.
 *  - A scheduled video is its owner's alone until its time; then it is published, however long the stage slept.
 *  - What others may make of a video is asked when they post, and never again. A credit is kept for ever. */
import type { Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import { restorableSince } from '../../platform/restorable.ts'
import type { Identity } from '../identity/index.ts'
import { assetChanged, assetPlayable, assetReady, assetRefused, type Media } from '../media/index.ts'
import type { Sound, Sounds } from '../sounds/index.ts'
import { changeVideo, type Change, publishVideo, removeVideo, restoreVideo } from './change-video.ts'
import { type ChangesPage, changesAfter } from './changes-after.ts'
import type { VideosConfig } from './config.ts'
import { belongs, type CircleDeps, circles, isApart, type Lock, lockOn, maySee, seenBy } from './may-see.ts'
import { createDelivery, type Delivery } from './deliver.ts'
import { nameCredits, type NamedCredit } from './name-credits.ts'
import { type AgeDecision, ruleAge } from './rule-age.ts'
import { publishDue } from './schedule.ts'
import { soundOfClip } from './sound-of-clip.ts'
import { type AgeRuling, findRulings } from './store-age.ts'
import * as creating from './store-creating.ts'
import { type Card, makeCards } from './make-card.ts'
import { onAssetPlayable, onAssetRefused, type PostDeps, type Posting, postVideo } from './post-video.ts'
import { shareMeta, type ShareMeta } from './share-video.ts'
import * as store from './store.ts'
import {
  type CreditKind,
  isOpen,
  isPublished,
  type Published,
  type Video,
  videoId,
  type Visibility,
} from './video.ts'

export { videosConfig } from './config.ts'
export { videoChanged, videoPublished, videoRemoved } from './events.ts'
export { mountVideos } from './http.ts'
export type { Card } from './make-card.ts'
export type { Posting } from './post-video.ts'
export type { ShareMeta } from './share-video.ts'
export type { NamedCredit } from './name-credits.ts'
export type { AgeDecision } from './rule-age.ts'
export type { AgeRuling } from './store-age.ts'
export { workVideos } from './jobs.ts'
export { toTag } from './read-caption.ts'
export {
  type Allow,
  type CreditKind,
  deniedUses,
  isAgeRestricted,
  isForEveryone,
  isOpen,
  isPublished,
  mayBeUsed,
  type Published,
  type Use,
  type Video,
  type VideoId,
  videoId,
  type VideoState,
  type Visibility,
} from './video.ts'

export interface VideosDeps extends PostDeps, CircleDeps {
  readonly media: PostDeps['media'] &
    Pick<Media, 'assetState' | 'urls' | 'looks' | 'askForDownload' | 'shareCard'>
  /** What this stage is called; it goes into copies that are taken away. */
  readonly stageName?: string
  readonly sounds: PostDeps['sounds'] &
    Pick<Sounds, 'ofClip' | 'findMany' | 'describe' | 'maySee' | 'withoutApart'>
  readonly accounts: Pick<Identity, 'findByHandle' | 'findMany'>
  /** In which languages clips have captions, and where; writing them is a later module's. Clips without any are left out. */
  readonly captionsOf?: (
    videoIds: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly { readonly lang: string; readonly url: string }[]>>
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
  /** Now, whatever its time was. Twice is the same as once. @throws Refusal video_not_found */
  publish(ownerId: string, id: string): Promise<Video>
  /** Publishes scheduled ones whose time has come. @returns how many */
  publishDue(): Promise<number>
  /** Public videos made with this one, newest first. @param kind of that kind only */
  usesOf(
    id: string,
    options: { kind?: CreditKind | undefined; after?: Place | undefined; limit: number },
  ): Promise<Published[]>
  /** Public ones that use a sound of the library, newest first. */
  listWithSound(soundId: string, after: Place | undefined, limit: number): Promise<Published[]>
  /** The video's own sound in the library, made on first use. @throws Refusal video_not_found, remix_not_allowed,
   *  clip_has_no_sound */
  soundOf(id: string, maker: string): Promise<Sound>
  /** By the id of the video that credits another. */
  creditsOf(videos: readonly Video[]): Promise<Map<string, NamedCredit>>
  /** Something that its card shows changed in a later module: readers that keep a copy look again. */
  touch(tx: Tx, id: string): Promise<void>
  /** In every state; in no order; ids without a video are left out. */
  findMany(ids: readonly string[]): Promise<Video[]>
  /** What those files were posted as, in every state; in no order. */
  ofAssets(assetIds: readonly string[]): Promise<Video[]>
  /** What an owner's upload was posted as, in every state. */
  ofUpload(ownerId: string, uploadId: string): Promise<Video | undefined>
  /** Those of the assets that a video shows, or may show again. */
  needs(assetIds: readonly string[]): Promise<string[]>
  /** If it can be watched by anyone at all. */
  findPublished(id: string): Promise<Published | undefined>
  /** @param viewer an account, or undefined for someone logged out */
  maySee(video: Video, viewer: string | undefined): Promise<boolean>
  /** Those of the videos that `viewer` may see, in the order given; of what is for everyone, with one question for all. */
  seenBy<T extends Video>(videos: readonly T[], viewer: string | undefined): Promise<T[]>
  /** What a viewer who may not see it may be told of it. */
  lockOn(video: Published, viewer: string | undefined): Promise<Lock | undefined>
  /** Whether a block is between the two. */
  isApart(viewer: string | undefined, ownerId: string): Promise<boolean>
  /** Sets or removes the stage's 18+ mark. @throws Refusal video_not_found, age_not_marked */
  ruleAge(operatorId: string, id: string, decision: AgeDecision): Promise<Video>
  /** What operators decided on the 18+ mark, newest first. @param id of that clip alone */
  ageRulings(id: string | undefined, after: Place | undefined, limit: number): Promise<AgeRuling[]>
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
  /** What goes with a clip when it is played, shared, shown elsewhere, or taken away. */
  readonly delivery: Delivery
  readonly accounts: VideosDeps['accounts']
  readonly sounds: VideosDeps['sounds']
  readonly config: VideosConfig
}

export function createVideos(deps: VideosDeps): Videos {
  const { db, events, accounts, config } = deps
  events.on(assetPlayable, 'videos', (asset) => onAssetPlayable(deps, asset))
  // Whoever keeps a copy of its card, or knows what it looks like, looks again.
  for (const changed of [assetReady, assetChanged])
    events.on(changed, 'videos', async ({ assetId }) => {
      await db.transaction((tx) => store.touchVideoOfAsset(tx, assetId, deps.clock.now()))
    })
  events.on(assetRefused, 'videos', (refused) => onAssetRefused(deps, refused))

  const findPublished = async (id: string): Promise<Published | undefined> => {
    const [video] = await store.findVideos(db, [id])
    return video && isPublished(video) ? video : undefined
  }
  const cards = (videos: readonly Published[]): Promise<Card[]> =>
    makeCards({ ...deps, creditsOf: (some) => nameCredits(deps, some) }, videos)

  return {
    accounts,
    sounds: deps.sounds,
    config,
    post: (ownerId, posting) => postVideo(deps, ownerId, posting),
    change: (ownerId, id, change) => changeVideo(deps, ownerId, videoId(id), change),
    remove: (ownerId, id) => removeVideo(deps, ownerId, videoId(id)),
    restore: (ownerId, id) => restoreVideo(deps, ownerId, videoId(id), config.RESTORE_DAYS),
    publish: (ownerId, id) => publishVideo(deps, ownerId, videoId(id)),
    publishDue: () => publishDue(deps),
    usesOf: (id, { kind, after, limit }) => creating.publicUses(db, videoId(id), kind, after, limit),
    listWithSound: (soundId, after, limit) => creating.publicWithSound(db, soundId, after, limit),
    soundOf: (id, maker) => soundOfClip(deps, id, maker),
    creditsOf: (videos) => nameCredits(deps, videos),
    async touch(tx, id) {
      await store.touchVideo(tx, id, deps.clock.now())
    },
    findMany: (ids) => store.findVideos(db, ids),
    ofAssets: (assetIds) => store.findVideosOfAssets(db, assetIds),
    findPublished,
    needs: (assetIds) =>
      store.neededAssets(db, assetIds, restorableSince(deps.clock.now(), config.RESTORE_DAYS)),
    async ofUpload(ownerId, uploadId) {
      const video = await store.findVideoOfUpload(db, uploadId)
      return video?.ownerId === ownerId ? video : undefined
    },
    maySee: (video, viewer) => maySee(deps, video, viewer),
    seenBy: (videos, viewer) => seenBy(deps, videos, viewer),
    lockOn: (video, viewer) => lockOn(deps, video, viewer),
    isApart: (viewer, ownerId) => isApart(deps, viewer, ownerId),
    ruleAge: (operatorId, id, decision) => ruleAge(deps, operatorId, id, decision),
    ageRulings: (id, after, limit) => findRulings(db, id, after, limit),
    listPublicAfter: (after, limit) => store.publicAfter(db, after, limit),
    changesAfter: (cursor, limit) => changesAfter(db, cursor, limit),
    async listOfOwner(ownerId, viewer, after, limit) {
      const visible: Visibility[] = ['public']
      if (viewer === ownerId) visible.push('followers', 'subscribers', 'private', 'unlisted')
      else if (viewer !== undefined)
        for (const circle of circles) if (await belongs(deps, viewer, ownerId, circle)) visible.push(circle)
      return store.publishedOfOwner(db, ownerId, visible, after, limit)
    },
    listOwn: (ownerId, after, limit) => store.allOfOwner(db, ownerId, after, limit),
    listWithTag: (tag, after, limit) => store.publicWithTag(db, tag, after, limit),
    cards,
    card: async (video) => (await cards([video]))[0],
    delivery: createDelivery({ ...deps, findPublished, cards }),
    async shareMeta(id, origin) {
      const video = await findPublished(id)
      if (!video || !isOpen(video)) return undefined
      const [card] = await cards([video])
      return card && shareMeta(card, origin)
    },
  }
}
