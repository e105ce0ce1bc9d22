/** Room is made by what nobody needs: clips, drafts and sounds that can't be brought back any more, uploads that were
 *  never posted. Whoever makes something of uploads says what it needs; nothing is let go on the word of one event,
 *  which may be lost or taken back, but only when it has been seen unneeded for days on end. */
import { present, refuse } from '../../../platform/errors.ts'
import { assetId, type Upload, uploadId } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { findAsset, lockAttempt } from '../store.ts'
import {
  doomedBefore,
  forgetAsset,
  forgetDoomed,
  type HeldFile,
  isInUse,
  type LookedAt,
  noteLook,
  noteNeeded,
  noteUnneeded,
  resumeLook,
  settledAfter,
} from '../store-release.ts'
import { lockUpload, markDiscarded } from '../store-uploads.ts'
import { firstId } from './pace.ts'

/** @returns ids of the assets among them that are needed: shown, or still to be brought back */
export type Needed = (files: readonly HeldFile[]) => Promise<ReadonlySet<string>>

const dayMs = 86_400_000
const hourMs = 3_600_000
const atOnce = 200
/** From the end of one look around to the beginning of the next. */
const pauseMs = hourMs

/** Until when an upload waits to be posted. */
export const keptUntil = (receivedAt: Date, days: number): Date =>
  new Date(receivedAt.getTime() + days * dayMs)

/** Looks at the next few assets and lets those go that have been unneeded for long enough. */
export async function releaseUnneeded(shop: Workshop, needed: Needed): Promise<void> {
  const { db, clock, config } = shop
  const now = clock.now()
  const look = await db.transaction((tx) => resumeLook(tx, firstId, new Date(now.getTime() - pauseMs)))
  if (!look) return
  const page = await settledAfter(db, look.afterId, atOnce)
  const claimed = page.filter((one) => one.claimedAt !== null)
  const held = claimed.length > 0 ? await needed(claimed) : new Set<string>()
  const isNeeded = (one: LookedAt): boolean =>
    one.claimedAt === null
      ? one.discardedAt === null && now < keptUntil(one.receivedAt, config.UNPOSTED_DAYS)
      : held.has(one.assetId)
  const idsOf = (some: readonly LookedAt[]): string[] => some.map((one) => one.assetId)
  const unneeded = page.filter((one) => !isNeeded(one))
  await db.transaction(async (tx) => {
    await noteNeeded(tx, idsOf(page.filter(isNeeded)))
    await noteUnneeded(tx, idsOf(unneeded), now)
  })
  const since = now.getTime() - config.RELEASE_DAYS * dayMs
  for (const one of unneeded) {
    // Its owner was told the day of one that was never posted.
    const isDue = one.claimedAt === null || (one.unneededSince && one.unneededSince.getTime() <= since)
    if (isDue) await letGo(shop, one)
  }
  const last = page.length < atOnce ? undefined : page.at(-1)
  await db.transaction((tx) => noteLook(tx, last?.assetId ?? firstId, last ? undefined : now))
}

/** Its owner does not want it, and nothing was made of it. What is being worked on goes when that has ended.
 *  @throws Refusal upload_claimed */
export async function discard(shop: Workshop, upload: Upload): Promise<void> {
  const marked = await shop.db.transaction((tx) => markDiscarded(tx, upload.id, shop.clock.now()))
  if (marked === 0) refuse(uploadRefusals.upload_claimed)
  await letGo(shop, { ...upload, uploadId: upload.id, claimedAt: null })
}

/** Its rows go at once, its files when nobody can have their address any more. */
async function letGo(
  shop: Workshop,
  file: Pick<LookedAt, 'assetId' | 'uploadId' | 'claimedAt'>,
): Promise<void> {
  const { db, clock, config } = shop
  const ids = { assetId: assetId(file.assetId), uploadId: uploadId(file.uploadId) }
  // What somebody works on is looked at again in the next round.
  await db.exclusively(`media.asset/${file.assetId}`, async () => {
    await db.transaction(async (tx) => {
      // In the order of whoever claims it: the asset, then its upload.
      if ((await lockAttempt(tx, ids.assetId)) === undefined) return
      const upload = present(await lockUpload(tx, ids.uploadId), 'an asset has its upload')
      if (file.claimedAt === null && upload.claimedAt !== undefined) return
      if (await isInUse(tx, ids)) return
      const asset = present(await findAsset(tx, ids.assetId), 'a locked row stays')
      const removeAfter = new Date(clock.now().getTime() + (config.URL_HOURS + 2) * hourMs)
      await forgetAsset(tx, ids, removeAfter)
      shop.log.info({ event: 'asset-released', ...ids, bytes: asset.originalBytes })
    })
  })
}

/** Removes the files of what was let go. */
export async function removeDoomed(shop: Workshop): Promise<void> {
  const { db, clock, storage } = shop
  for (const { key, isNamed } of await doomedBefore(db, clock.now(), atOnce)) {
    // Removed first: a crash in between leaves a row whose file is gone, and the next round forgets it.
    if (!isNamed) await storage.remove(key)
    await db.transaction((tx) => forgetDoomed(tx, key))
  }
}
