/** What every new clip is promised, how the promise was kept, and how evenly views are spread: all in public. */
import { z } from 'zod'
import { route, type RouteMap, zDay, zInstant } from '../../platform/contract.ts'
import { access } from '../identity/contract.ts'

/** Where a clip stands, for its creator. */
export const zStanding = z.object({
  /** first: the views that everyone gets · second, third: it did well and goes to 5 and 25 times as many · resting: for
   *  now not likely better than half of the others · through: all climbed · over: its time is over · copy, locked,
   *  withdrawn: not heard, and why */
  step: z.enum(['first', 'second', 'third', 'resting', 'through', 'over', 'copy', 'locked', 'withdrawn']),
  /** Viewers that counted. */
  served: z.int(),
  /** Views at which the step ends. */
  goal: z.int(),
  /** Views promised; 0: nothing could be. */
  promised: z.int(),
  deadline: zInstant,
  /** Whether the promise was kept in time; null while that is open, and when nothing was promised. */
  kept: z.boolean().nullable(),
})

const zHearingDay = z.object({
  day: zDay,
  /** First views promised to each clip that came on that day: ε · slots ÷ uploads, rounded down, within the bounds. */
  guarantee: z.int(),
  /** ε in thousandths. */
  perMille: z.int(),
  /** Slots watched on a day, and new clips on a day; means of so many days before. */
  slots: z.int(),
  uploads: z.int(),
  days: z.int(),
  /** Clips that were promised something; had it in time; still wait for it. The others had it late, or not. */
  promised: z.int(),
  inTime: z.int(),
  waiting: z.int(),
})

/** A week's clips and views. Figures about fewer than ten creators are null. */
export const zWeekReport = z.object({
  clips: z.int(),
  creators: z.int(),
  /** How unevenly the week's new clips had been seen when the report was made: 0 all alike, towards 1 one had all. */
  gini: z.number().nullable(),
  /** Of all views in the week, those of creators with fewer than a thousand followers. */
  smallCreators: z.object({ creators: z.int(), share: z.number() }).nullable(),
  /** Time from publication to a hundred views, of those of the week's clips that had them. */
  hundred: z.object({ clips: z.int(), medianMinutes: z.int() }).nullable(),
})
export type WeekReport = z.infer<typeof zWeekReport>

export const hearingRoutes = {
  readHearing: route({
    method: 'GET',
    path: '/v1/hearing',
    summary:
      'What new clips are promised today, from which figures, and how the last days’ promises were kept.',
    access: access.everyone,
    reply: z.object({
      /** Null until the first day has begun. The newest first. */
      today: zHearingDay.nullable(),
      days: z.array(zHearingDay),
      hours: z.int(),
      bounds: z.object({ least: z.int(), most: z.int() }),
      /** Clips on each step now. */
      steps: z.object({
        first: z.int(),
        second: z.int(),
        third: z.int(),
        resting: z.int(),
        through: z.int(),
      }),
      /** First views that did not count in the last seven days: too many viewers of one browser, too many views by one
       *  browser on a day; and, of the clips heard now, votes of young accounts beyond what weighs. */
      setAside: z.object({ device: z.int(), busy: z.int(), young: z.int() }),
    }),
  }),
  listWeeks: route({
    method: 'GET',
    path: '/v1/hearing/weeks',
    summary: 'How evenly views were spread, week by week, the newest first.',
    access: access.everyone,
    reply: z.object({
      weeks: z.array(z.object({ firstDay: zDay, lastDay: zDay, madeAt: zInstant, report: zWeekReport })),
    }),
  }),
}
export type HearingRoutes = RouteMap<typeof hearingRoutes>
