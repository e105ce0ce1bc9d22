/** What stops a campaign from being sent, field by field, before the server is asked. The server has the last word. */
import type { Reply } from '#api/routes.ts'
import type { Cta } from './campaign.ts'
import { daysBetween } from './estimate.ts'

export type Limits = Reply<'GET /v1/merchant'>['limits']
export interface Draft {
  readonly videoId: string
  readonly title: string
  readonly cta: Cta
  readonly landingUrl: string
  /** Digits of whole rupiah, '' if nothing was entered. */
  readonly cpm: string
  readonly daily: string
  readonly total: string
  readonly startsOn: string
  /** '' for none. */
  readonly endsOn: string
}
export type Field = keyof Draft
export const draftFields = [
  'videoId',
  'title',
  'cta',
  'landingUrl',
  'cpm',
  'daily',
  'total',
  'startsOn',
  'endsOn',
] as const satisfies readonly Field[]
/** What a campaign that is edited has already: days that may stay though they are past, and money that is spent. */
export interface Kept {
  readonly startsOn: string
  readonly endsOn: string
  readonly spentMicro: string
}
export type Fault =
  | 'clipMissing'
  | 'titleShort'
  | 'titleLong'
  | 'urlRefused'
  | 'cpmRange'
  | 'dailyLow'
  | 'dailyBelowPrice'
  | 'totalBelowDaily'
  | 'totalBelowSpent'
  | 'totalHigh'
  | 'startPast'
  | 'startMissing'
  | 'endBeforeStart'
  | 'endPast'
  | 'endTooLate'

const amount = (digits: string): bigint => (/^\d{1,15}$/.test(digits) ? BigInt(digits) : 0n)

/** The smallest total, in rupiah, that pays for what is spent and for one more impression at this price: rounded up. */
export const leastTotal = (spentMicro: string, cpm: string): bigint =>
  (BigInt(spentMicro) + amount(cpm) * 1000n + 999_999n) / 1_000_000n

export const hasStarted = (kept: Kept, today: string): boolean => kept.startsOn <= today

/** @param kept of the campaign that is edited; none for a new one */
export function checkCampaign(
  draft: Draft,
  limits: Limits,
  today: string,
  kept?: Kept,
): Partial<Record<Field, Fault>> {
  const faults: Partial<Record<Field, Fault>> = {}
  const title = [...draft.title.trim()].length
  const [cpm, daily, total] = [amount(draft.cpm), amount(draft.daily), amount(draft.total)]
  if (draft.videoId === '') faults.videoId = 'clipMissing'
  if (title < 3) faults.title = 'titleShort'
  else if (title > 80) faults.title = 'titleLong'
  if (!isPublicHttps(draft.landingUrl.trim())) faults.landingUrl = 'urlRefused'
  if (cpm < BigInt(limits.cpmMinIdr) || cpm > BigInt(limits.cpmMaxIdr)) faults.cpm = 'cpmRange'
  if (daily < BigInt(limits.dailyBudgetMinIdr)) faults.daily = 'dailyLow'
  else if (daily * 1000n < cpm) faults.daily = 'dailyBelowPrice'
  const least = kept ? leastTotal(kept.spentMicro, draft.cpm) : 0n
  // Of the two the higher one is told, so that one correction is enough.
  if (total < least && daily <= least) faults.total = 'totalBelowSpent'
  else if (total < daily) faults.total = 'totalBelowDaily'
  else if (total > BigInt(limits.totalBudgetMaxIdr)) faults.total = 'totalHigh'
  if (!isDay(draft.startsOn)) faults.startsOn = 'startMissing'
  else if (draft.startsOn < today && draft.startsOn !== kept?.startsOn) faults.startsOn = 'startPast'
  if (draft.endsOn !== '' && isDay(draft.startsOn)) {
    if (draft.endsOn < draft.startsOn) faults.endsOn = 'endBeforeStart'
    else if (draft.endsOn < today && draft.endsOn !== kept?.endsOn) faults.endsOn = 'endPast'
    else if (daysBetween(draft.startsOn, draft.endsOn) > limits.campaignDaysMax) faults.endsOn = 'endTooLate'
  }
  return faults
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** The rule of modules/ads/landing-url.ts, roughly: https, a name with a dot, no port, no password. */
function isPublicHttps(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const named = /^([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]*[a-z]$/.test(url.hostname)
  return url.protocol === 'https:' && url.username === '' && url.port === '' && named && text.length <= 500
}
