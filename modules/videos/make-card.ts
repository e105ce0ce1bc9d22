/** What a feed slot, a grid or a page shows of a video. Asks each module once, however many videos there are. */
import type { z } from 'zod'
import type { Identity } from '../identity/index.ts'
import type { Media } from '../media/index.ts'
import type { Sounds } from '../sounds/index.ts'
import type { zCard } from './contract.ts'
import type { NamedCredit } from './name-credits.ts'
import { deniedUses, isAgeRestricted, isOpen, type Published } from './video.ts'

export type Card = z.output<typeof zCard>

export interface CardDeps {
  readonly media: Pick<Media, 'assetState' | 'urls'>
  readonly accounts: Pick<Identity, 'findMany'>
  readonly sounds: Pick<Sounds, 'findMany'>
  readonly creditsOf: (videos: readonly Published[]) => Promise<ReadonlyMap<string, NamedCredit>>
  readonly captionsOf?: (
    videoIds: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly { readonly lang: string; readonly url: string }[]>>
}

/** In the order given; a video whose owner or file is gone is left out. Whether the asker may see them is the
 *  caller's question: the files of closed ones are addressed with a signature. */
export async function makeCards(deps: CardDeps, videos: readonly Published[]): Promise<Card[]> {
  if (videos.length === 0) return []
  const soundIds = [...new Set(videos.flatMap(({ sound }) => (sound ? [sound.soundId] : [])))]
  const [assets, accounts, credits, captions, found] = await Promise.all([
    deps.media.assetState(videos.map((video) => video.assetId)),
    deps.accounts.findMany([...new Set(videos.map((video) => video.ownerId))]),
    deps.creditsOf(videos),
    deps.captionsOf?.(videos.map((video) => video.id)),
    soundIds.length > 0 ? deps.sounds.findMany(soundIds) : [],
  ])
  const owners = new Map<string, (typeof accounts)[number]>(accounts.map((account) => [account.id, account]))
  const sounds = new Map<string, (typeof found)[number]>(found.map((sound) => [sound.id, sound]))
  return videos.flatMap((video): Card[] => {
    const owner = owners.get(video.ownerId)
    const asset = assets.get(video.assetId)
    if (!owner || !asset) return []
    const { posterUrl, renditions } = deps.media.urls(asset, { signed: !isOpen(video) })
    const credit = credits.get(video.id)
    const tracks = captions?.get(video.id) ?? []
    const denied = deniedUses(video)
    const sound = video.sound && sounds.get(video.sound.soundId)
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
        // What not everything plays comes last: who takes the first or the lightest by habit gets one that plays.
        renditions: [...renditions.filter((one) => !one.codec), ...renditions.filter((one) => one.codec)],
        createdAt: video.publishedAt.toISOString(),
        ...(credit ? { credit } : {}),
        ...(tracks.length > 0 ? { captions: tracks.map(({ lang, url }) => ({ lang, url })) } : {}),
        ...(denied.length > 0 ? { deny: denied } : {}),
        ...(isAgeRestricted(video) ? { isAgeRestricted: true as const } : {}),
        ...(sound ? { sound: { id: sound.id, title: sound.title, artist: sound.artist } } : {}),
      },
    ]
  })
}
