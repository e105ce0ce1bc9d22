/** Whose clip a clip was made with, for those who look at it. */
import type { z } from 'zod'
import type { Db } from '../../platform/db/index.ts'
import type { Identity } from '../identity/index.ts'
import type { zCardCredit } from './contract.ts'
import * as store from './store.ts'
import { isOpen, type Video } from './video.ts'

export type NamedCredit = z.output<typeof zCardCredit>

/** By the id of the video that credits. The handle is null when the source is gone, or no longer for everyone: it is kept
 *  as a credit and shown as "no longer here". Asks each module once. */
export async function nameCredits(
  deps: { readonly db: Db; readonly accounts: Pick<Identity, 'findMany'> },
  videos: readonly Pick<Video, 'id' | 'credit'>[],
): Promise<Map<string, NamedCredit>> {
  const credited = videos.flatMap(({ id, credit }) => (credit ? [{ id, credit }] : []))
  if (credited.length === 0) return new Map()
  const sources = new Map<string, Video>()
  for (const source of await store.findVideos(deps.db, [
    ...new Set(credited.map((one) => one.credit.videoId)),
  ]))
    sources.set(source.id, source)
  const owners = await deps.accounts.findMany([...new Set([...sources.values()].map((one) => one.ownerId))])
  const handles = new Map<string, string>(owners.map((owner) => [owner.id, owner.handle]))
  return new Map(
    credited.map(({ id, credit }) => {
      const source = sources.get(credit.videoId)
      const handle = source && isOpen(source) ? (handles.get(source.ownerId) ?? null) : null
      return [id, { kind: credit.kind, videoId: credit.videoId, handle }]
    }),
  )
}
