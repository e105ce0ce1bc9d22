import { toDay } from '../../platform/clock.ts'
import type { Http } from '../../platform/http/index.ts'
import { callerAccount } from '../identity/index.ts'
import { studioRoutes as routes } from './contract.ts'
import type { Studio } from './index.ts'

export function mountStudio(http: Http, studio: Studio): void {
  http.handle(routes.listVideos, async ({ caller, query }) => {
    const page = await studio.listClips(callerAccount(caller), query.cursor, caller.lang)
    return {
      videos: page.clips.map(({ video, posterUrl, reason, counts, standing }) => ({
        id: video.id,
        caption: video.caption,
        visibility: video.visibility,
        ageMarks: video.ageMarks,
        state: video.state,
        reason,
        posterUrl,
        durationMs: video.durationMs ?? null,
        createdAt: video.createdAt.toISOString(),
        publishedAt: video.publishedAt?.toISOString() ?? null,
        publishAt: video.state === 'scheduled' ? (video.publishAt?.toISOString() ?? null) : null,
        counts,
        hearing: standing ? { ...standing, deadline: standing.deadline.toISOString() } : null,
      })),
      next: page.next,
    }
  })
  http.handle(routes.readEarnings, async ({ caller, query }) => {
    const { share, hasStatement, ...earned } = await studio.readEarnings(callerAccount(caller), query.period)
    return {
      period: earned.period,
      firstDay: earned.firstDay,
      lastDay: earned.lastDay,
      state: earned.state,
      periods: earned.periods.map((one) => ({ ...one })),
      days: earned.days.map((one) => ({ ...one, micro: String(one.micro) })),
      totalMicro: String(earned.totalMicro),
      openingMicro: String(earned.openingMicro),
      postedRupiah: earned.postedRupiah === null ? null : String(earned.postedRupiah),
      closingMicro: earned.closingMicro === null ? null : String(earned.closingMicro),
      pendingRupiah: String(earned.pendingRupiah),
      creatorsShare: share,
      expectedCorrection: earned.expectedCorrection,
      income: earned.income,
      statementUrl: hasStatement ? `/v1/me/statements/${earned.period}` : null,
      documentUrl: earned.state === 'final' ? `/v1/periods/${earned.period}` : null,
    }
  })
  http.handle(routes.explainDay, async ({ caller, params }) => {
    const day = await studio.explainDay(callerAccount(caller), toDay(params.day))
    return {
      day: day.day,
      state: day.state,
      micro: String(day.micro),
      verdicts: day.verdicts,
      viewers: day.viewers,
      viewersAdMicro: String(day.viewersAdMicro),
      viewersCreatorsMicro: String(day.viewersCreatorsMicro),
      weightMs: String(day.watchMs),
      viewersWeightMs: String(day.viewersWatchMs),
      roundingMicro: String(day.unitsRoundedUp),
      transferId: day.transferId,
      hours: day.hours === null ? null : [...day.hours],
      videos: day.videos.map(({ watchMs, micro, ...video }) => ({
        ...video,
        weightMs: String(watchMs),
        micro: String(micro),
      })),
      creatorsShare: { num: String(day.share.num), den: String(day.share.den) },
      schemeHash: day.schemeHash,
    }
  })
}
