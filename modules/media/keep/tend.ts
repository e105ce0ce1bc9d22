/** What has to be done from time to time: files that nobody can be reading any more are removed, and what was made anew
 *  takes its place. Any worker may do it, one at a time. */
import { asError } from '../../../platform/errors.ts'
import type { Places } from '../../../platform/storage/index.ts'
import type { Workshop } from '../workshop/workshop.ts'
import {
  endedWorks,
  forgetMoved,
  forgetRetired,
  isNamed,
  type MovedRow,
  movedBefore,
  putOffMoved,
  retiredBefore,
} from '../store-keep.ts'
import { askToFinish } from './rebuild.ts'
import { type Needed, releaseUnneeded, removeDoomed } from './release.ts'

const atOnce = 100
const againMs = 3_600_000

/** @param needed undefined: nobody has said what is needed, so nothing is let go */
export async function tendFiles(
  shop: Workshop,
  places: Pick<Places, 'stores'> | undefined,
  needed: Needed | undefined,
): Promise<void> {
  const { db, clock, storage } = shop
  for (const { workId } of await endedWorks(db, atOnce))
    await db.transaction((tx) => askToFinish(shop, tx, workId))
  if (needed) await releaseUnneeded(shop, needed)
  await removeDoomed(shop)
  const now = clock.now()
  for (const one of await retiredBefore(db, now, atOnce)) {
    // Removed first: a crash in between leaves a row whose file is gone, and the next round forgets it.
    await storage.remove(one.key)
    await db.transaction((tx) => forgetRetired(tx, one.filesId, one.file))
  }
  if (!places) return
  for (const row of await movedBefore(db, now, [...places.stores.keys()], atOnce))
    await removeMoved(shop, places, row)
}

/** The old copy goes only when the new one was read back, byte for byte. */
async function removeMoved(shop: Workshop, places: Pick<Places, 'stores'>, row: MovedRow): Promise<void> {
  const { db, clock, log } = shop
  const [from, to] = [places.stores.get(row.place), places.stores.get(row.keptIn)]
  if (!from || !to || from === to) return
  const there = await to.checksum(row.key).catch((thrown: unknown) => asError(thrown))
  const isWhole = !(there instanceof Error) && there.bytes === row.bytes && there.sha256 === row.sha256
  if (!isWhole && (await isNamed(db, row.key))) {
    log.error({ event: 'moved-file-kept', key: row.key, place: row.place, notWholeIn: row.keptIn })
    await db.transaction((tx) => putOffMoved(tx, row, new Date(clock.now().getTime() + againMs)))
    return
  }
  await from.remove(row.key)
  await db.transaction((tx) => forgetMoved(tx, row.place, row.key))
}
