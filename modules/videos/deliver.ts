/** What goes with a clip when it is played, shared, shown elsewhere, or taken away. */
import type { z } from 'zod'
import { refuse } from '../../platform/errors.ts'
import type { Media } from '../media/index.ts'
import { deliveryRefusals, type deliveryRoutes, videosRefusals } from './contract.ts'
import type { Card, CardDeps } from './make-card.ts'
import { type CircleDeps, maySee } from './may-see.ts'
import { isOpen, mayBeUsed, type Published } from './video.ts'

export interface Delivery {
  /** @throws Refusal video_not_found */
  extras(id: string, viewer: string | undefined): Promise<Extras>
  /** @throws Refusal video_not_found, download_not_allowed */
  download(id: string, viewer: string | undefined): Promise<VideoDownload>
  /** JPEG; undefined for what not everyone with the address may see. */
  shareCard(id: string): Promise<Buffer | undefined>
  /** For a frame on any site; undefined for what not everyone with the address may see. */
  embedded(id: string): Promise<Card | undefined>
}

type Extras = z.input<typeof deliveryRoutes.readExtras.reply>
type VideoDownload = z.input<typeof deliveryRoutes.readDownload.reply>['download']

export interface DeliveryDeps extends CircleDeps, Pick<CardDeps, 'accounts' | 'captionsOf'> {
  readonly media: Pick<Media, 'assetState' | 'looks' | 'askForDownload' | 'shareCard'>
  readonly stageName?: string
  readonly findPublished: (id: string) => Promise<Published | undefined>
  readonly cards: (videos: readonly Published[]) => Promise<Card[]>
}

export function createDelivery(deps: DeliveryDeps): Delivery {
  const { media, findPublished } = deps

  const seen = async (id: string, viewer: string | undefined) => {
    const video = await findPublished(id)
    if (!video || !(await maySee(deps, video, viewer))) return refuse(videosRefusals.video_not_found)
    const asset = (await media.assetState([video.assetId])).get(video.assetId)
    return asset ? { video, asset } : refuse(videosRefusals.video_not_found)
  }
  const mayTake = (video: Published, viewer: string | undefined): boolean =>
    viewer === video.ownerId || mayBeUsed(video, 'download')
  const openVideo = async (id: string): Promise<Published | undefined> => {
    const video = await findPublished(id)
    return video && isOpen(video) ? video : undefined
  }

  return {
    async extras(id, viewer) {
      const { video, asset } = await seen(id, viewer)
      const { sprite, hlsUrl, covers, waveformUrl } = media.looks(asset, { signed: !isOpen(video) })
      const captions = (await deps.captionsOf?.([video.id]))?.get(video.id) ?? []
      return {
        sprite: sprite && {
          url: sprite.url,
          columns: sprite.columns,
          rows: sprite.rows,
          width: sprite.width,
          height: sprite.height,
          everyMs: sprite.everyMs,
        },
        hlsUrl,
        captions: captions.map(({ lang, url }) => ({ lang, url })),
        covers: viewer === video.ownerId ? covers.map(({ url, atMs }) => ({ url, atMs })) : [],
        waveformUrl,
        downloadUrl: mayTake(video, viewer) ? `/v1/videos/${video.id}/download` : null,
      }
    },
    async download(id, viewer) {
      const { video, asset } = await seen(id, viewer)
      if (!mayTake(video, viewer)) return refuse(deliveryRefusals.download_not_allowed)
      const [owner] = await deps.accounts.findMany([video.ownerId])
      if (!owner) return refuse(videosRefusals.video_not_found)
      const words = { handle: owner.handle, stageName: deps.stageName ?? 'Panggung' }
      const { state, percent, url } = await media.askForDownload(asset, words)
      const fileName = `${owner.handle}-${video.id.slice(-8)}.mp4`
      return { state, percent: percent ?? null, url: url ?? null, fileName }
    },
    async shareCard(id) {
      const video = await openVideo(id)
      const asset = video && (await media.assetState([video.assetId])).get(video.assetId)
      if (!video || !asset) return undefined
      const [owner] = await deps.accounts.findMany([video.ownerId])
      return owner && media.shareCard(asset, owner.handle)
    },
    async embedded(id) {
      const video = await openVideo(id)
      return video && (await deps.cards([video]))[0]
    },
  }
}
