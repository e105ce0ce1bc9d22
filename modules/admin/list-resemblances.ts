import type { Output } from '../../platform/contract.ts'
import type { Identity } from '../identity/index.ts'
import type { Media } from '../media/index.ts'
import type { Videos } from '../videos/index.ts'
import type { resemblancesRoutes } from './contract-resemblances.ts'

export interface ResemblanceDeps {
  readonly identity: Pick<Identity, 'findMany'>
  readonly media: Pick<Media, 'resemblances' | 'assetState' | 'urls'>
  readonly videos: Pick<Videos, 'ofAssets'>
}

type Asked = Output<(typeof resemblancesRoutes.listResemblances)['query']>
type Page = Output<(typeof resemblancesRoutes.listResemblances)['reply']>

/** A page of them with whose they are: four questions, however long it is. */
export async function listResemblances(
  { identity, media, videos }: ResemblanceDeps,
  { cursor, limit, owners }: Asked,
): Promise<Page> {
  const found = await media.resemblances({
    acrossOwners: owners === 'different',
    before: cursor === undefined ? undefined : BigInt(cursor),
    limit: limit + 1,
  })
  const page = found.slice(0, limit)
  const ids = [...new Set(page.flatMap((one) => [one.assetId, one.otherId]))]
  const [assets, posted, accounts] = await Promise.all([
    media.assetState(ids),
    videos.ofAssets(ids),
    identity.findMany([...new Set(page.flatMap((one) => [one.ownerId, one.otherOwnerId]))]),
  ])
  const handles = new Map<string, string>(accounts.map(({ id, handle }) => [id, handle]))
  const clips = new Map<string, string>(
    posted.filter((video) => video.state === 'published').map((video) => [video.assetId, video.id]),
  )
  const shown = (id: string, ownerId: string) => {
    const asset = assets.get(id)
    return {
      handle: handles.get(ownerId) ?? null,
      videoId: clips.get(id) ?? null,
      durationMs: asset?.durationMs ?? null,
      posterUrl: asset ? media.urls(asset, { signed: true }).posterUrl : null,
    }
  }
  return {
    resemblances: page.flatMap((one) => {
      const [later, earlier] = [assets.get(one.assetId), assets.get(one.otherId)]
      // Files that were deleted since then resemble nothing any more.
      if (!later || !earlier) return []
      return [
        {
          id: String(one.id),
          later: { ...shown(one.assetId, one.ownerId), receivedAt: later.receivedAt.toISOString() },
          earlier: { ...shown(one.otherId, one.otherOwnerId), receivedAt: earlier.receivedAt.toISOString() },
          kind: one.kind,
          share: one.share,
          offsetMs: one.offsetMs,
          foundAt: one.foundAt.toISOString(),
        },
      ]
    }),
    nextCursor: found.length > limit ? String(page.at(-1)?.id) : null,
  }
}
