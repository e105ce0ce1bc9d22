/** Reads the counters again: what became popular is found first, and what gained much lately is rising. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Playback } from '../playback/index.ts'
import type { LikeJudge, Social } from '../social/index.ts'
import type { Sounds } from '../sounds/index.ts'
import { type Kind, stepsOf } from './entry.ts'
import * as store from './store-heat.ts'

export interface HeatDeps {
  readonly db: Db
  readonly clock: Clock
  readonly playback: Pick<Playback, 'counters'>
  readonly social: Pick<Social, 'countsOf'>
  /** What moves a clip. */
  readonly likes: Pick<LikeJudge, 'weighed'>
  readonly sounds: Pick<Sounds, 'findMany'>
}

const page = 2_000
/** A like says as much as so many watches. */
const likeWeight = 4

export async function measureHeat(deps: HeatDeps): Promise<void> {
  const { db, clock, playback, social, likes: likeJudge, sounds } = deps
  await eachPage(db, 'clip', async (ids) => {
    const [counters, likes] = await Promise.all([playback.counters(ids), likeJudge.weighed(ids)])
    const totals = new Map(
      ids.map((id) => [id, (counters.get(id)?.paidViews ?? 0) + likeWeight * (likes.get(id) ?? 0)]),
    )
    await db.transaction((tx) => store.noteTotals(tx, totals, clock.now()))
    return totals
  })
  await eachPage(db, 'person', async (ids) => {
    const counts = await social.countsOf(ids)
    return new Map(ids.map((id) => [id, counts.get(id)?.followers ?? 0]))
  })
  await eachPage(
    db,
    'sound',
    async (ids) => new Map((await sounds.findMany(ids)).map((sound) => [sound.id, sound.clipCount])),
  )
}

async function eachPage(
  db: Db,
  kind: Kind,
  count: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>,
): Promise<void> {
  let after = ''
  for (;;) {
    const keys = await store.keysAfter(db, kind, after, page)
    const last = keys.at(-1)
    if (last === undefined) return
    const counts = await count(keys)
    const steps = new Map([...counts].map(([key, one]) => [key, stepsOf(one)]))
    await db.transaction((tx) => store.writeSteps(tx, kind, steps))
    after = last
  }
}
