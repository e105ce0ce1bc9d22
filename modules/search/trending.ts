/** What is rising now, on the whole stage or in one region of it, worked out once for everyone who asks within a while.
 *
 *  A region is that of the viewers who chose it. A clip is among what is rising there when no fewer than {@link leastViewers}
 *  of them watched it within 48 hours: nobody is told apart by it, and where fewer chose a region there is nothing of it. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Playback } from '../playback/index.ts'
import type { Tastes } from '../tastes/index.ts'
import { type Gain, gainsOf, gainsOfStage, type Rising, rising } from './store-heat.ts'

export interface TrendingDeps {
  readonly db: Db
  readonly clock: Clock
  readonly playback: { readonly figures: Pick<Playback['figures'], 'audience'> }
  readonly tastes: Pick<Tastes, 'viewersIn'>
}

type Lang = 'id' | 'en'

export interface Trend {
  /** Null: of the whole stage. */
  readonly region: string | null
  readonly list: readonly Rising[]
}

export interface Trending {
  /** Of the whole stage, where there is nothing of the region. @param lang of that language only */
  read(lang: Lang | undefined, region: string | undefined): Promise<Trend>
  /** Clips that are rising in a region, as of some minutes ago, the fastest first: at once, and none before they were
   *  worked out. */
  near(region: string): readonly string[]
}

const leastViewers = 10
/** Of more, those who changed something last speak for all. */
const viewersMax = 20_000
const stageKeptMs = 30_000
const regionKeptMs = 5 * 60_000
const hourMs = 3_600_000
const [shortHours, longHours] = [6, 48]
/** More than are shown: some may have been withdrawn since. */
const limits = { clips: 36, tags: 20, sounds: 14 }

export function createTrending({ db, clock, playback, tastes }: TrendingDeps): Trending {
  const nowMs = (): number => clock.now().getTime()
  const ofStage = keeper(stageKeptMs, nowMs, (lang: string) => {
    const now = clock.now()
    // After eight half-lives of the shorter sum there is nothing left of it.
    const since = new Date(now.getTime() - longHours * hourMs)
    return rising(db, gainsOfStage(now, since), lang === '' ? null : lang, limits)
  })
  const gainsIn = keeper(regionKeptMs, nowMs, async (region: string): Promise<Gain[]> => {
    const viewers = await tastes.viewersIn(region, viewersMax)
    if (viewers.length < leastViewers) return []
    const to = clock.now()
    const hoursAgo = (hours: number): Date => new Date(to.getTime() - hours * hourMs)
    const stretch = { from: hoursAgo(longHours), since: hoursAgo(shortHours), to }
    return (await playback.figures.audience(viewers, stretch, leastViewers)).map((one) => ({
      videoId: one.videoId,
      lately: one.lately,
      long: (one.viewers * shortHours) / longHours,
    }))
  })
  const inRegion = keeper(regionKeptMs, nowMs, async (key: string): Promise<Rising[]> => {
    const [region = '', lang = ''] = key.split(' ')
    const gains = await gainsIn(region)
    return gains.length === 0 ? [] : rising(db, gainsOf(gains), lang === '' ? null : lang, limits)
  })
  const near = new Map<string, { readonly atMs: number; readonly ids: readonly string[] }>()

  return {
    async read(lang, region) {
      const list = region === undefined ? [] : await inRegion(`${region} ${lang ?? ''}`)
      return region !== undefined && list.length > 0
        ? { region, list }
        : { region: null, list: await ofStage(lang ?? '') }
    },
    near(region) {
      const known = near.get(region)
      if (!known || nowMs() - known.atMs >= regionKeptMs) {
        near.set(region, { atMs: nowMs(), ids: known?.ids ?? [] })
        inRegion(`${region} `).then(
          (list) => {
            const ids = list.flatMap(({ kind, key }) => (kind === 'clip' ? [key] : []))
            near.set(region, { atMs: nowMs(), ids })
          },
          () => {}, // whoever asks for the list hears of the fault; pages go on with what there was
        )
      }
      return near.get(region)?.ids ?? []
    },
  }
}

/** Asks once for all who want the same within a while; a failure is kept for nobody. */
function keeper<T>(keptMs: number, nowMs: () => number, read: (key: string) => Promise<T>) {
  const kept = new Map<string, { readonly atMs: number; readonly value: Promise<T> }>()
  return (key: string): Promise<T> => {
    const before = kept.get(key)
    if (before && nowMs() - before.atMs < keptMs) return before.value
    const value = read(key)
    kept.set(key, { atMs: nowMs(), value })
    value.catch(() => kept.delete(key))
    return value
  }
}
