/** The demo's viewers: they watch for some minutes a day, finish what they like, skip what they don't, and see ads where
 *  the policy puts them. Everything goes through tickets and reports, as from a browser. */
import { setTimeout as pause } from 'node:timers/promises'
import type { FakeClock } from '../../platform/clock.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { mulberry32 } from '../../platform/random.ts'
import type { Stage } from '../compose.ts'
import type { Cast } from './accounts.ts'
import type { DemoDays } from './days.ts'
import { giveOn } from './fan-money.ts'
import { aPerson, type Look, type Person, watch } from './people.ts'
import type { DemoClips } from './post-clips.ts'
import type { Published } from '../../modules/videos/index.ts'

const viewers = 60
const topics = 6
const reportsAtOnce = 50

interface AudienceDeps {
  readonly past: Stage
  readonly clock: FakeClock
  readonly cast: Cast
  readonly clips: DemoClips
  readonly days: DemoDays
  readonly now: Date
}

interface Report {
  readonly viewerKey: string
  readonly ticket: string
  readonly eventId: string
  readonly watchedMs: number
}

export async function playAudience(deps: AudienceDeps): Promise<void> {
  const { past, clock, cast, days } = deps
  const random = mulberry32(20_221_128)
  const people = Array.from({ length: viewers }, (_, number) => aPerson(number, topics, random))
  for (const [at, { day, start, noon }] of days.simulated.entries()) {
    if ((await past.playback.dayState(day)) === 'closed') continue
    clock.set(start)
    await past.playback.makeDaysAhead()
    await past.hearing.makeDay()
    await past.ads.refresh()
    const isToday = day === days.today
    const begin = isToday ? new Date(Math.max(start.getTime(), deps.now.getTime() - 3_600_000)) : noon
    const posted = deps.clips.organic.filter((clip) => clip.publishedAt <= begin)
    const reports: Report[] = []
    clock.set(begin)
    for (const person of people) {
      const viewerKey = person.number === 0 ? cast.fan.id : uuidFrom('demo.viewer', String(person.number))
      if (random() < 0.25) continue // not everyone comes every day
      reports.push(...watchSession(deps, { viewerKey, day, at, posted, person, random }))
    }
    // Nobody can have watched for longer than passed since the slot was shown.
    clock.set(new Date(begin.getTime() + 120_000))
    await send(past, reports)
    await past.playback.judgeDue()
    await past.hearing.countDue()
    await past.ads.billDue()
    await giveOn(day, at, deps)
    for (const [place, clip] of posted.entries())
      if (place % 3 === 0 && random() < 0.5) await past.social.like(cast.fan.id, clip.id)
    if (isToday) break
    clock.set(new Date(start.getTime() + 25 * 3_600_000))
    await past.playback.closeDay(day)
    await past.hearing.tend()
    await past.hearing.makeWeeks()
    await past.jobs.drain(['worker'])
    await past.revenue.closeDue()
    await past.jobs.drain(['worker'])
    await pause(0) // lets requests in between two days
  }
}

function watchSession(
  { past, clips }: AudienceDeps,
  session: {
    viewerKey: string
    day: string
    /** Days since the first. */
    at: number
    posted: readonly Published[]
    person: Person
    random: () => number
  },
): Report[] {
  const { viewerKey, day, posted, person, random } = session
  const reports: Report[] = []
  let organicSinceAd = 0
  let position = 0
  const length = 6 + Math.floor(random() * 12)
  const offer = (
    clip: Published,
    watchedMs: number,
    ad?: { campaignId: string; priceMicro: bigint },
  ): void => {
    position++
    const ticket = past.playback.issueTicket({
      viewerKey,
      videoId: clip.id,
      creatorId: clip.ownerId,
      durationMs: clip.durationMs,
      position,
      source: 'for_you',
      ...(ad ? { ad } : {}),
    })
    reports.push({
      viewerKey,
      ticket,
      eventId: uuidFrom('demo.watch', viewerKey, day, String(position)),
      watchedMs,
    })
  }
  for (let shown = 0; shown < length; shown++) {
    const ad = past.ads.pickAd({ viewerKey, position: position + 1, organicSinceAd })
    const promoted = ad && clips.ads.find((clip) => clip.id === ad.videoId)
    if (ad && promoted) {
      offer(promoted, random() < 0.8 ? 3_000 + Math.floor(random() * 4_000) : 900, ad)
      organicSinceAd = 0
    }
    const at = Math.floor(random() ** 1.6 * posted.length)
    const clip = posted[at]
    if (!clip) continue
    organicSinceAd++
    offer(clip, watch(person, lookOf(clip, at), session.at, random).watchedMs)
  }
  return reports
}

/** Clips further up are seen more often because they are liked more. */
const lookOf = ({ durationMs }: Published, place: number): Look => ({
  topic: place % topics,
  merit: 1 - place / 12,
  creator: place,
  durationMs,
})

async function send(past: Stage, reports: readonly Report[]): Promise<void> {
  const at = past.clock.now().toISOString()
  const byViewer = Map.groupBy(reports, (report) => report.viewerKey)
  for (const [viewerKey, own] of byViewer)
    for (let from = 0; from < own.length; from += reportsAtOnce) {
      const part = own.slice(from, from + reportsAtOnce)
      await past.playback.ingest(
        {
          viewerKey,
          deviceKey: viewerKey,
          userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile (demo)',
        },
        {
          batchId: uuidFrom('demo.batch', part[0]?.eventId ?? ''),
          events: part.map(({ ticket, eventId, watchedMs }) => ({
            eventId,
            ticket,
            ranges: [[0, watchedMs]],
            playedMs: watchedMs,
            visible: true,
            at,
          })),
        },
      )
    }
}
