/** How the For You feed does, from the sums that other modules keep. */
import { addDays, type Clock, type Day, dayOf, daysBetween, startOfDay } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db/index.ts'
import type { Identity } from '../../identity/index.ts'
import type { Playback, Stretch } from '../../playback/index.ts'
import type { Social } from '../../social/index.ts'
import type { Tastes } from '../../tastes/index.ts'
import { type FeedFigures, zFigures } from '../contract.ts'
import * as store from '../store.ts'
import { giniOf } from './gini.ts'

export interface FigureDeps {
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  readonly identity: Pick<Identity, 'findMany'>
  readonly playback: {
    readonly figures: Pick<Playback['figures'], 'sums' | 'seenByVideo' | 'novel' | 'returned'>
  }
  readonly social: Pick<Social, 'madeBetween' | 'sharedOn'>
  readonly tastes: Pick<Tastes, 'unwantedBetween'>
  /** Clips that the feed can show. */
  readonly clips: () => number
}

const hourMs = 3_600_000
/** What was not asked yet when a day was kept is not known of it. */
const zKept = zFigures.extend({
  shares: zFigures.shape.shares.default(null),
  novel: zFigures.shape.novel.default(null),
})
const newDays = 30
const page = 2_000

export const figuresOfHour = (deps: FigureDeps): Promise<FeedFigures> => {
  const to = deps.clock.now()
  return figuresOf(deps, { from: new Date(to.getTime() - hourMs), to }, undefined)
}

export const figuresOfDay = (deps: FigureDeps, day: Day): Promise<FeedFigures> =>
  figuresOf(
    deps,
    { from: startOfDay(day, deps.timeZone), to: startOfDay(addDays(day, 1), deps.timeZone) },
    day,
  )

/** Keeps the figures of days that are over and not kept yet; yesterday's are made anew, because watches come late.
 *  @returns the days */
export async function keepDays(deps: FigureDeps, count: number): Promise<Day[]> {
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const [first, yesterday] = [addDays(today, -count), addDays(today, -1)]
  const kept = new Set((await store.listDays(deps.db, first)).map(({ day }) => day))
  const due = daysBetween(first, yesterday).filter((day) => day === yesterday || !kept.has(day))
  for (const day of due) {
    const figures = await figuresOfDay(deps, day)
    await deps.db.transaction((tx) => store.upsertDay(tx, day, figures, deps.clock.now()))
  }
  return due
}

/** The newest first. */
export const keptDays = async (
  deps: FigureDeps,
  count: number,
): Promise<{ day: Day; figures: FeedFigures }[]> => {
  const first = addDays(dayOf(deps.clock.now(), deps.timeZone), -count)
  return (await store.listDays(deps.db, first)).map(({ day, figures }) => ({
    day,
    figures: zKept.parse(figures),
  }))
}

async function figuresOf(deps: FigureDeps, stretch: Stretch, day: Day | undefined): Promise<FeedFigures> {
  const { playback, social, tastes } = deps
  const { from, to } = stretch
  // One after the other: whoever watches pages needs the connections more.
  const sums = await playback.figures.sums(stretch)
  const videos = await playback.figures.seenByVideo(stretch)
  const novel = await playback.figures.novel(stretch)
  const made = await social.madeBetween(from, to)
  const shared = day && (await social.sharedOn(day))
  const unwanted = await tastes.unwantedBetween(from, from, to)
  const dayLater = day && (await playback.figures.returned(addDays(day, -1), day))
  const weekLater = day && (await playback.figures.returned(addDays(day, -7), day))
  const { viewers, seen } = sums
  const of = (count: number, all: number): number | null => (all === 0 ? null : count / all)
  const clips = Math.max(deps.clips(), videos.length)
  return {
    viewers,
    seen,
    watchMinutes: of(sums.totalMs / 60_000, viewers),
    finished: of(sums.finished, seen),
    skipped: of(sums.skipped, seen),
    repeated: of(sums.repeats, seen),
    likes: of(100 * made.likes, seen),
    follows: of(100 * made.follows, seen),
    shares: shared === undefined ? null : of(100 * shared, seen),
    unwanted: of(1_000 * unwanted.reduce((sum, one) => sum + one.after, 0), seen),
    coverage: of(videos.length, clips),
    gini: giniOf(videos.map((one) => one.seen)) ?? null,
    newCreators: of(await seenOfNew(deps, videos, from), seen),
    novel: of(novel, seen),
    dayLater: dayLater ? of(dayLater.returned, dayLater.viewers) : null,
    weekLater: weekLater ? of(weekLater.returned, weekLater.viewers) : null,
  }
}

async function seenOfNew(
  { identity }: FigureDeps,
  videos: readonly { readonly creatorId: string; readonly seen: number }[],
  at: Date,
): Promise<number> {
  const byCreator = new Map<string, number>()
  for (const { creatorId, seen } of videos) byCreator.set(creatorId, (byCreator.get(creatorId) ?? 0) + seen)
  const ids = [...byCreator.keys()]
  const since = at.getTime() - newDays * 24 * hourMs
  let sum = 0
  for (let from = 0; from < ids.length; from += page)
    for (const account of await identity.findMany(ids.slice(from, from + page)))
      if (account.createdAt.getTime() >= since) sum += byCreator.get(account.id) ?? 0
  return sum
}
