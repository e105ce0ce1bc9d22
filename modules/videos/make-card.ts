/** What a feed slot, a grid or a page shows of a video. Asks each module once, however many videos there are. */
import type { z } from 'zod'
import type { Identity } from '../identity/index.ts'
import type { Media } from '../media/index.ts'
import type { zCard } from './contract.ts'
import { isOpen, type Published } from './video.ts'

export type Card = z.output<typeof zCard>

/** In the order given; a video whose owner or file is gone is left out. Whether the asker may see them is the
 *  caller's question: the files of closed ones are addressed with a signature. */
export async function makeCards(
  deps: { media: Pick<Media, 'assetState' | 'urls'>; accounts: Pick<Identity, 'findMany'> },
  videos: readonly Published[],
): Promise<Card[]> {
  if (videos.length === 0) return []
  const [assets, accounts] = await Promise.all([
    deps.media.assetState(videos.map((video) => video.assetId)),
    deps.accounts.findMany([...new Set(videos.map((video) => video.ownerId))]),
  ])
  const owners = new Map<string, (typeof accounts)[number]>(accounts.map((account) => [account.id, account]))
  return videos.flatMap((video) => {
    const owner = owners.get(video.ownerId)
    const asset = assets.get(video.assetId)
    if (!owner || !asset) return []
    const { posterUrl, renditions } = deps.media.urls(asset, { signed: !isOpen(video) })
    return [
      {
        id: video.id,
        owner: { id: owner.id, handle: owner.handle, displayName: owner.displayName },
        caption: video.caption,
        tags: [...video.tags],
        mentions: [...video.mentions],
        visibility: video.visibility,
        durationMs: video.durationMs,
        width: video.width,
        height: video.height,
        posterUrl,
        blurhash: asset.blurhash ?? null,
        renditions: [...renditions],
        createdAt: video.publishedAt.toISOString(),
      },
    ]
  })
}
