import { type Day, toDay } from '../../platform/clock.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { Split } from '../earnings/index.ts'
import type { RevenueDeps } from './deps.ts'
import type { SplitPeriod } from './leaves.ts'
import type { Period } from './period.ts'
import { shareSplit } from './share-splits.ts'
import { eachVideoOfDays, videoDays } from './store-splits.ts'

/** Every split that stood on some of the days and whose video earned something on them, divided. By split. */
export async function splitsOfPeriod(
  { earnings }: Pick<RevenueDeps, 'earnings'>,
  db: Queryable,
  period: Period,
  days: readonly Day[],
): Promise<SplitPeriod[]> {
  const standing = new Map<string, { split: Split; days: Day[] }>()
  const [first, last] = [days[0], days.at(-1)]
  assert(first !== undefined && last !== undefined, 'a period has days')
  for await (const page of eachVideoOfDays(db, first, last)) {
    const lookup = await earnings.splitsOn(
      page.map((video) => video.videoId),
      days,
    )
    for (const { videoId, creatorId } of page) {
      for (const day of days) {
        const split = lookup.on(videoId, day)
        if (split === undefined || split.ownerId !== creatorId) continue
        const known = standing.get(split.id)
        if (known === undefined) standing.set(split.id, { split, days: [day] })
        else known.days.push(day)
      }
    }
  }
  const shared: SplitPeriod[] = []
  const all = [...standing.values()]
  for (let at = 0; at < all.length; at += CHUNK) {
    const some = all.slice(at, at + CHUNK)
    const earned = new Map<string, bigint>()
    const rows = await videoDays(
      db,
      days,
      some.map(({ split }) => split.videoId),
      some.map(({ split }) => split.ownerId),
    )
    for (const row of rows) earned.set(`${row.videoId} ${row.day}`, row.micro)
    for (const { split, days: stood } of some) {
      const [firstDay, lastDay] = [stood[0], stood.at(-1)]
      assert(firstDay !== undefined && lastDay !== undefined, 'it stood on a day')
      const micro = stood.reduce((sum, day) => sum + (earned.get(`${split.videoId} ${day}`) ?? 0n), 0n)
      if (micro === 0n) continue
      shared.push(
        shareSplit(period, {
          splitId: split.id,
          videoId: split.videoId,
          ownerId: split.ownerId,
          firstDay: toDay(firstDay),
          lastDay: toDay(lastDay),
          micro,
          parts: split.parts.map((part) => ({
            creatorId: part.accountId,
            basisPoints: BigInt(part.basisPoints),
          })),
        }),
      )
    }
  }
  return shared.sort((a, b) => (a.splitId < b.splitId ? -1 : 1))
}

const CHUNK = 5_000
