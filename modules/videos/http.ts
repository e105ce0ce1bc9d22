import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { present, refuse } from '../../platform/errors.ts'
import type { Caller, Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { restorableUntil } from '../../platform/restorable.ts'
import { callerAccount } from '../identity/index.ts'
import { explainReason } from '../media/index.ts'
import { soundsRefusals } from '../sounds/contract.ts'
import { videosRefusals, videosRoutes as routes, type zOwnVideo } from './contract.ts'
import { mountDelivery } from './http-delivery.ts'
import type { Videos } from './index.ts'
import { toTag } from './read-caption.ts'
import { oembed, videoIdIn } from './share-video.ts'
import { isOpen, isPublished, type Published, type Video } from './video.ts'

const pageSize = 20

export function mountVideos(http: Http, videos: Videos): void {
  mountDelivery(http, videos)
  http.handle(routes.post, async ({ caller, body }) => {
    const { publishAt, ...posting } = body
    const video = await videos.post(callerAccount(caller), {
      ...posting,
      publishAt: publishAt === undefined ? undefined : new Date(publishAt),
    })
    return { video: await own(videos, video, caller.lang) }
  })
  http.handle(routes.read, async ({ caller, params }) => {
    const [video] = await videos.findMany([params.videoId])
    if (!video || !(await videos.maySee(video, caller.account?.id)))
      return refuse(videosRefusals.video_not_found)
    return {
      card: await cardOf(videos, video),
      own: caller.account?.id === video.ownerId ? await own(videos, video, caller.lang) : null,
    }
  })
  http.handle(routes.readLock, async ({ caller, params }) => {
    const video = await videos.findPublished(params.videoId)
    const why = video && (await videos.lockOn(video, caller.account?.id))
    if (!why) return { locked: null }
    if (why === 'age') return { locked: { why } }
    const [owner] = await videos.accounts.findMany([video.ownerId])
    if (!owner) return { locked: null }
    const { id, handle, displayName } = owner
    return { locked: { why, owner: { id, handle, displayName } } }
  })
  http.handle(routes.ofUpload, async ({ caller, params }) => {
    const video = await videos.ofUpload(callerAccount(caller), params.uploadId)
    return { videoId: video && video.state !== 'removed' ? video.id : null }
  })
  http.handle(routes.change, async ({ caller, params, body }) => {
    const { publishAt, ...change } = body
    const video = await videos.change(callerAccount(caller), params.videoId, {
      ...change,
      publishAt: typeof publishAt === 'string' ? new Date(publishAt) : publishAt,
    })
    return { video: await own(videos, video, caller.lang) }
  })
  http.handle(routes.publish, async ({ caller, params }) => {
    const video = await videos.publish(callerAccount(caller), params.videoId)
    return { video: await own(videos, video, caller.lang) }
  })
  http.handle(routes.uses, async ({ caller, params, query }) => {
    const [video] = await videos.findMany([params.videoId])
    if (!video || !(await videos.maySee(video, caller.account?.id)))
      return refuse(videosRefusals.video_not_found)
    const limit = query.limit ?? pageSize
    const asked = { kind: query.kind, after: placeOf(query.cursor), limit: limit + 1 }
    return page(videos, await videos.usesOf(video.id, asked), limit, caller)
  })
  http.handle(routes.useSound, async ({ caller, params }) => {
    const maker = callerAccount(caller)
    const sound = await videos.soundOf(params.videoId, maker)
    const [described] = await videos.sounds.describe([sound], maker, caller.lang)
    return { sound: present(described, 'each sound is described') }
  })
  http.handle(routes.ofSound, async ({ caller, params, query }) => {
    const sounds = await videos.sounds.findMany([params.soundId])
    const [sound] = await videos.sounds.withoutApart(sounds, caller.account?.id)
    if (!sound || !videos.sounds.maySee(sound, caller.account?.id))
      return refuse(soundsRefusals.sound_not_found)
    const limit = query.limit ?? pageSize
    const found = await videos.listWithSound(sound.id, placeOf(query.cursor), limit + 1)
    return page(videos, found, limit, caller)
  })
  http.handle(routes.remove, async ({ caller, params }) => {
    const video = await videos.remove(callerAccount(caller), params.videoId)
    return { video: await own(videos, video, caller.lang) }
  })
  http.handle(routes.restore, async ({ caller, params }) => {
    const video = await videos.restore(callerAccount(caller), params.videoId)
    return { video: await own(videos, video, caller.lang) }
  })

  http.handle(routes.ofProfile, async ({ caller, params, query }) => {
    const handle = params.handle.replace(/^@/, '')
    const owner = await videos.accounts.findByHandle(handle)
    if (!owner || (await videos.isApart(caller.account?.id, owner.id)))
      return refuse(videosRefusals.profile_not_found, { handle })
    const limit = query.limit ?? pageSize
    const found = await videos.listOfOwner(owner.id, caller.account?.id, placeOf(query.cursor), limit + 1)
    return page(videos, found, limit, caller)
  })
  http.handle(routes.ofTag, async ({ caller, params, query }) => {
    const tag = toTag(params.tag.replace(/^#/, ''))
    const limit = query.limit ?? pageSize
    const found = tag === undefined ? [] : await videos.listWithTag(tag, placeOf(query.cursor), limit + 1)
    return { tag: tag ?? params.tag, ...(await page(videos, found, limit, caller)) }
  })

  http.handle(routes.oembed, async ({ caller, query, request, reply }) => {
    if (query.format !== undefined && query.format !== 'json') return refuse(videosRefusals.oembed_format)
    const origin = originOf(request)
    const id = videoIdIn(query.url, origin)
    const video = id === undefined ? undefined : await videos.findPublished(id)
    const isShown = video && isOpen(video) && (await videos.maySee(video, caller.account?.id))
    const card = isShown ? await videos.card(video) : undefined
    if (!card) return refuse(videosRefusals.video_not_found)
    reply.header('cache-control', 'public, max-age=300')
    return oembed(card, origin, { maxWidth: query.maxwidth, maxHeight: query.maxheight })
  })
}

const originOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`

/** Shorter than asked for where somebody is blocked or something is 18+: what follows begins after all that was looked at. */
async function page(videos: Videos, found: readonly Published[], limit: number, { account }: Caller) {
  const { rows, nextCursor } = pageOf(found, limit, ({ publishedAt: at, id }) => ({ at, id }))
  return { videos: await videos.cards(await videos.seenBy(rows, account?.id)), nextCursor }
}

const cardOf = async (videos: Videos, video: Video) =>
  isPublished(video) ? ((await videos.card(video)) ?? null) : null

/** What waits for its time is shown to its owner as it will be; its files are closed, so their addresses are signed. */
async function ownCard(videos: Videos, video: Video) {
  const { durationMs, width, height } = video
  const waits = video.state === 'scheduled' || video.state === 'held'
  if (!waits || durationMs === undefined || width === undefined || height === undefined)
    return cardOf(videos, video)
  const publishedAt = video.publishAt ?? video.createdAt
  const shape = { durationMs, width, height, publishedAt }
  const card = await videos.card({ ...video, ...shape, state: 'published', visibility: 'private' })
  return card ? { ...card, visibility: video.visibility } : null
}

async function own(videos: Videos, video: Video, lang: 'id' | 'en'): Promise<z.input<typeof zOwnVideo>> {
  const [credits, [sound]] = await Promise.all([
    videos.creditsOf([video]),
    video.sound ? videos.sounds.findMany([video.sound.soundId]) : [],
  ])
  return {
    id: video.id,
    uploadId: video.uploadId,
    state: video.state,
    reason: video.reason ? { code: video.reason.code, message: explainReason(video.reason, lang) } : null,
    caption: video.caption,
    tags: [...video.tags],
    mentions: [...video.mentions],
    visibility: video.visibility,
    createdAt: video.createdAt.toISOString(),
    publishedAt: video.publishedAt?.toISOString() ?? null,
    publishAt: video.state === 'scheduled' ? (video.publishAt?.toISOString() ?? null) : null,
    allow: { ...video.allow },
    credit: credits.get(video.id) ?? null,
    sound:
      video.sound && sound
        ? { id: sound.id, title: sound.title, artist: sound.artist, fromMs: video.sound.fromMs }
        : null,
    coverMs: video.coverMs ?? null,
    ageMarks: video.ageMarks,
    restorableUntil: video.removedAt
      ? restorableUntil(video.removedAt, videos.config.RESTORE_DAYS).toISOString()
      : null,
    card: await ownCard(videos, video),
  }
}
