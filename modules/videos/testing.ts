/** For the tests of later modules: a videos module, and videos that really were uploaded and processed. */
import { assert } from '../../platform/errors.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import { aClip, anUpload } from '../media/testing.ts'
import type { Media } from '../media/index.ts'
import { testSounds } from '../sounds/testing.ts'
import {
  createVideos,
  isPublished,
  type Posting,
  type Published,
  type Videos,
  videosConfig,
  type VideosDeps,
  workVideos,
} from './index.ts'

type Defaulted = 'config' | 'apartAmong' | 'isFollower' | 'isSubscriber' | 'seesAgeRestricted' | 'sounds'

/** Its database needs the schema `sounds` too. */
export function testVideos(
  deps: Omit<VideosDeps, Defaulted | 'media'> &
    Partial<Pick<VideosDeps, Defaulted>> & { readonly media: Media; readonly jobs: Jobs },
): Videos {
  const videos = createVideos({
    ...deps,
    config: deps.config ?? videosConfig.defaults(),
    apartAmong: deps.apartAmong ?? (async () => new Set<string>()),
    isFollower: deps.isFollower ?? (async () => false),
    isSubscriber: deps.isSubscriber ?? (async () => false),
    seesAgeRestricted: deps.seesAgeRestricted ?? (async () => false),
    sounds: deps.sounds ?? testSounds(deps),
  })
  workVideos(deps.jobs, videos)
  return videos
}

let clip: Promise<Buffer> | undefined

/** The same one-second clip for every call: small, fits, needs no ladder. */
export function aSmallClip(t: { after(fn: () => void): void }): Promise<Buffer> {
  clip ??= aClip(t, { size: '180x320' }).then(({ content }) => content)
  return clip
}

/** Posts a small clip and works it off until it is published. */
export async function aVideo(
  t: { after(fn: () => void): void },
  house: { videos: Videos; media: Media; jobs: Jobs },
  ownerId: string,
  posting: Partial<Omit<Posting, 'uploadId'>> = {},
): Promise<Published> {
  const upload = await anUpload(house.media, ownerId, await aSmallClip(t))
  const { id } = await house.videos.post(ownerId, {
    uploadId: upload.id,
    caption: '',
    visibility: 'public',
    ...posting,
  })
  await house.jobs.drain()
  const [video] = await house.videos.findMany([id])
  assert(video && isPublished(video), 'the small clip is published')
  return video
}
