/** Clips from the file to who watched them, and what is found among them. */
import { resolve } from 'node:path'
import { createCaptions, workCaptions } from '../../modules/captions/index.ts'
import { createDrafts, workDrafts } from '../../modules/drafts/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import { createMedia } from '../../modules/media/index.ts'
import { createPlayback, videoPopular, workPlayback } from '../../modules/playback/index.ts'
import { createSearch, workSearch } from '../../modules/search/index.ts'
import { createSounds, workSounds } from '../../modules/sounds/index.ts'
import { createLikeJudge, createSocial, workSocial } from '../../modules/social/index.ts'
import { createTastes, type TastesDeps } from '../../modules/tastes/index.ts'
import { createVideos, type VideosDeps, workVideos } from '../../modules/videos/index.ts'
import { neededFiles } from '../needed-files.ts'
import type { Ground } from './ground.ts'

export type Clips = Awaited<ReturnType<typeof composeClips>>

/** @param further what is known further up, where subscriptions and coins are sold */
export async function composeClips(
  ground: Ground,
  identity: Identity,
  { isSubscriber, isKnownMinor }: Pick<VideosDeps, 'isSubscriber'> & Pick<TastesDeps, 'isKnownMinor'>,
) {
  const { db, clock, ids, log, config, metrics, jobs, events, storage, timeZone, dataFolder, secrets } =
    ground
  const media = await createMedia({
    db,
    clock,
    ids,
    jobs,
    events,
    storage,
    config: config.media,
    log,
    metrics,
    folder: resolve(dataFolder, 'uploads'),
    secret: secrets.secret('media-links'),
  })
  const sounds = createSounds({
    db,
    clock,
    jobs,
    events,
    config: config.sounds,
    media,
    accounts: identity,
    apartAmong: (viewer, others) => social.apartAmong(viewer, others),
  })
  const videos = createVideos({
    db,
    clock,
    ids,
    events,
    config: config.videos,
    stageName: config.stage.NAME,
    media,
    sounds,
    accounts: identity,
    apartAmong: (viewer, others) => social.apartAmong(viewer, others),
    isFollower: (viewer, owner) => social.isFollower(viewer, owner),
    isSubscriber,
    async seesAgeRestricted(viewer) {
      if ((await tastes.adultSince(viewer)) !== null) return true
      const [account] = await identity.findMany([viewer])
      return account?.roles.includes('operator') ?? false
    },
    captionsOf: (videoIds) => captions.captionsOf(videoIds),
  })
  const captions = createCaptions({ db, clock, ids, jobs, log, config: config.captions, videos, media })
  const drafts = createDrafts({
    db,
    clock,
    ids,
    jobs,
    log,
    config: config.drafts,
    media,
    videos,
    sounds,
  })
  media.keep.releaseUnless(neededFiles({ videos, sounds, drafts }))
  const social = createSocial({
    db,
    clock,
    async canSee(viewer, videoId) {
      const [video] = await videos.findMany([videoId])
      return video !== undefined && videos.maySee(video, viewer)
    },
    outdate: (tx, accountIds) => tastes.outdate(tx, accountIds),
  })
  const playback = createPlayback({
    db,
    clock,
    ids,
    events,
    metrics,
    identity,
    config: { ...config.playback, TICKET_KEY: config.playback.TICKET_KEY ?? secrets.secret('tickets') },
  })
  const tastes = createTastes({
    db,
    clock,
    log,
    timeZone,
    config: config.tastes,
    playback,
    videos,
    sounds,
    social,
    accounts: identity,
    isKnownMinor,
  })
  const likes = createLikeJudge({
    db,
    clock,
    metrics,
    accounts: identity,
    watchedAmong: playback.watchedAmong,
    young: { days: config.hearing.YOUNG_DAYS, likes: config.hearing.YOUNG_VOTES },
  })
  const search = createSearch({
    db,
    clock,
    accounts: identity,
    sounds,
    videos,
    captions,
    social,
    likes,
    playback,
    tastes,
  })
  events.on(videoPopular, 'media.want-better', async ({ videoId }) => {
    await media.wantBetter((await videos.findMany([videoId])).map((video) => video.assetId))
  })
  workSounds(jobs, sounds)
  workVideos(jobs, videos)
  workDrafts(jobs, drafts)
  workCaptions(jobs, captions)
  workSocial(jobs, { social, likes }, config.social)
  workPlayback(jobs, playback, config.playback)
  workSearch(jobs, search, config.search)
  return { media, sounds, videos, captions, drafts, social, likes, playback, tastes, search }
}
