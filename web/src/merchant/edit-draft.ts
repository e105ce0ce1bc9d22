/** An edit of a campaign: what the form starts from, what it sends, and how it meets a change made elsewhere. */
import type { RouteArg } from '#api/routes.ts'
import type { Campaign } from './campaign.ts'
import { type Draft, draftFields, type Field } from './check-campaign.ts'

type Change = RouteArg<'PATCH /v1/campaigns/:campaignId', 'body'>
type Terms = Pick<
  Campaign,
  | 'videoId'
  | 'title'
  | 'cta'
  | 'landingUrl'
  | 'cpmIdr'
  | 'dailyBudgetIdr'
  | 'totalBudgetIdr'
  | 'startsOn'
  | 'endsOn'
>

export const draftOf = (campaign: Terms): Draft => ({
  videoId: campaign.videoId,
  title: campaign.title,
  cta: campaign.cta,
  landingUrl: campaign.landingUrl,
  cpm: campaign.cpmIdr,
  daily: campaign.dailyBudgetIdr,
  total: campaign.totalBudgetIdr,
  startsOn: campaign.startsOn,
  endsOn: campaign.endsOn ?? '',
})

/** The fields in which two drafts differ; white space around words is no difference. */
export const differing = (a: Draft, b: Draft): Field[] =>
  draftFields.filter((field) => a[field].trim() !== b[field].trim())

/** What to send: only what was changed, so that nothing else is written over. */
export function changeOf(base: Draft, draft: Draft): Change {
  const changed = new Set(differing(base, draft))
  return {
    ...(changed.has('title') ? { title: draft.title.trim() } : {}),
    ...(changed.has('cta') ? { cta: draft.cta } : {}),
    ...(changed.has('landingUrl') ? { landingUrl: draft.landingUrl.trim() } : {}),
    ...(changed.has('cpm') ? { cpmIdr: draft.cpm } : {}),
    ...(changed.has('daily') ? { dailyBudgetIdr: draft.daily } : {}),
    ...(changed.has('total') ? { totalBudgetIdr: draft.total } : {}),
    ...(changed.has('startsOn') ? { startsOn: draft.startsOn } : {}),
    ...(changed.has('endsOn') ? { endsOn: draft.endsOn === '' ? null : draft.endsOn } : {}),
  }
}

/** The draft on top of what the campaign says by now: what was changed here stays, all else is taken from there. */
export function rebase(base: Draft, draft: Draft, fresh: Draft): Draft {
  const mine = new Set<Field>(differing(base, draft))
  return {
    videoId: fresh.videoId,
    title: (mine.has('title') ? draft : fresh).title,
    cta: (mine.has('cta') ? draft : fresh).cta,
    landingUrl: (mine.has('landingUrl') ? draft : fresh).landingUrl,
    cpm: (mine.has('cpm') ? draft : fresh).cpm,
    daily: (mine.has('daily') ? draft : fresh).daily,
    total: (mine.has('total') ? draft : fresh).total,
    startsOn: (mine.has('startsOn') ? draft : fresh).startsOn,
    endsOn: (mine.has('endsOn') ? draft : fresh).endsOn,
  }
}
