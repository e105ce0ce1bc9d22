import type { Http } from '../../../../platform/http/index.ts'
import { present } from '../../../../platform/errors.ts'
import { requireRole } from '../../../identity/index.ts'
import { looksRoutes as routes } from '../../contract.ts'
import type { Media } from '../../index.ts'

export function mountLooks(http: Http, media: Pick<Media, 'resemblances' | 'assetState' | 'urls'>): void {
  http.handle(routes.listResemblances, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    const { cursor, limit, owners } = query
    const found = await media.resemblances({
      acrossOwners: owners === 'different',
      before: cursor === undefined ? undefined : BigInt(cursor),
      limit: limit + 1,
    })
    const page = found.slice(0, limit)
    const assets = await media.assetState(page.flatMap((one) => [one.assetId, one.otherId]))
    const shown = (id: string) => {
      const asset = present(assets.get(id), 'a resemblance is between assets')
      return {
        assetId: asset.id,
        ownerId: asset.ownerId,
        receivedAt: asset.receivedAt.toISOString(),
        durationMs: asset.durationMs ?? null,
        posterUrl: media.urls(asset, { signed: true }).posterUrl,
      }
    }
    return {
      resemblances: page.map(({ id, assetId, otherId, kind, share, offsetMs, foundAt }) => ({
        id: String(id),
        later: shown(assetId),
        earlier: shown(otherId),
        kind,
        share,
        offsetMs,
        foundAt: foundAt.toISOString(),
      })),
      nextCursor: found.length > limit ? String(page.at(-1)?.id) : null,
    }
  })
}
