/** What stops a campaign from being sent, field by field, before the server is asked. The server has the last word. */
import type { Reply } from '#api/routes.ts'
import { daysBetween } from './estimate.ts'

export type Limits = Reply<'GET /v1/merchant'>['limits']
export interface Draft {
  readonly videoId: string
  readonly title: string
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
export type Fault =
  | 'clipMissing'
  | 'titleShort'
  | 'titleLong'
  | 'urlRefused'
  | 'cpmRange'
  | 'dailyLow'
  | 'dailyBelowPrice'
  | 'totalBelowDaily'
  | 'totalHigh'
  | 'startPast'
  | 'startMissing'
  | 'endBeforeStart'
  | 'endTooLate'

const amount = (digits: string): bigint => (/^\d{1,15}$/.test(digits) ? BigInt(digits) : 0n)

export function checkCampaign(draft: Draft, limits: Limits, today: string): Partial<Record<Field, Fault>> {
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
  if (total < daily) faults.total = 'totalBelowDaily'
  else if (total > BigInt(limits.totalBudgetMaxIdr)) faults.total = 'totalHigh'
  if (!isDay(draft.startsOn)) faults.startsOn = 'startMissing'
  else if (draft.startsOn < today) faults.startsOn = 'startPast'
  if (draft.endsOn !== '' && isDay(draft.startsOn)) {
    if (draft.endsOn < draft.startsOn) faults.endsOn = 'endBeforeStart'
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
