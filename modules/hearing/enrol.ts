/** Takes a clip into its first hearing, or out of it, as it is now. */
import { dayOf } from '../../platform/clock.ts'
import { isForEveryone, isPublished, type Published, type Video } from '../videos/index.ts'
import type { HearingDeps } from './deps.ts'
import * as store from './store.ts'

/** Whatever was published longer ago is not new, also when it becomes public only now. */
const newForMs = 30 * 86_400_000

/** How many there are to whom an 18+ clip may be shown is not known, so nothing is promised to one. */
const isPublic = (video: Video | undefined): video is Published =>
  video !== undefined && isPublished(video) && isForEveryone(video)

/** Twice is the same as once. What was promised is promised once: a clip that was taken back and comes again keeps its
 *  guarantee, its time and its votes. */
export async function enrol(deps: HearingDeps, videoId: string): Promise<void> {
  const { db, clock, config } = deps
  const [video] = await deps.videos.findMany([videoId])
  if (!video) return
  const now = clock.now()
  const ownerId = video.ownerId
  const [owner] = await deps.identity.findMany([ownerId])
  const isLocked = (await deps.identity.lockedAmong([ownerId])).length > 0
  const sha256 = (await deps.media.assetState([video.assetId])).get(video.assetId)?.sha256
  await db.transaction(async (tx) => {
    await store.lockHearing(tx)
    const [entry] = await store.findEntries(tx, [videoId])
    const tags = video.tags
    if (entry) {
      const why = isLocked ? 'locked' : entry.isCopy ? 'copy' : null
      await store.updateEntry(tx, videoId, { tags, excluded: isPublic(video) ? why : 'withdrawn' })
      return
    }
    if (!isPublic(video)) return
    const isCopy = sha256 !== undefined && (await store.claimFile(tx, sha256, videoId)) !== videoId
    if (now.getTime() - video.publishedAt.getTime() > newForMs) return
    await store.insertEntry(tx, {
      videoId,
      ownerId,
      tags,
      lang: owner?.lang ?? '',
      day: dayOf(now, deps.timeZone),
      begunAt: now,
      deadline: new Date(now.getTime() + config.HOURS * 3_600_000),
      guarantee: (await store.latestDay(tx))?.guarantee ?? config.LEAST,
      excluded: isLocked ? 'locked' : isCopy ? 'copy' : null,
      isCopy,
    })
  })
}

const pageSize = 500

/** Before the first day: what is public already is not new, but its files are known from then on. */
export async function rememberFiles(deps: HearingDeps): Promise<void> {
  for (let after: { at: Date; id: string } | undefined; ; ) {
    const page = await deps.videos.listPublicAfter(after, pageSize)
    const assets = await deps.media.assetState(page.map((video) => video.assetId))
    await deps.db.transaction(async (tx) => {
      await store.lockHearing(tx)
      for (const video of page) {
        const sha256 = assets.get(video.assetId)?.sha256
        if (sha256 !== undefined) await store.claimFile(tx, sha256, video.id)
      }
    })
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = { at: last.publishedAt, id: last.id }
  }
}
