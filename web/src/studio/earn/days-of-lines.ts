/** Lines and days of ads brought together: by day for the calendar, by clip for the table. Amounts are exact µIDR. */
import { dayOf } from '#ui/day-of.ts'

const MICRO = 1_000_000n

export interface LineFacts {
  readonly source: string
  readonly amountIdr: string
  readonly takenIdr: string
  readonly videoId: string | null
  readonly earnedAt: string
}
export interface AdsDay {
  readonly day: string
  readonly micro: string
  readonly state: 'estimated' | 'verified' | 'final'
}
export interface CalendarDay {
  readonly day: string
  readonly adsMicro: bigint
  /** Gifts, tips, subscriptions, splits, corrections. */
  readonly othersMicro: bigint
  readonly micro: bigint
  /** That of its ads; undefined on a day without any. */
  readonly state: AdsDay['state'] | undefined
}

/** '2026-11' and −1 → '2026-10' */
export function monthAfter(month: string, months: number): string {
  const at = new Date(`${month}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + months)
  return at.toISOString().slice(0, 7)
}
export const lastDayOf = (month: string): string =>
  new Date(Date.parse(`${monthAfter(month, 1)}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

/** What is left of a line after what was taken back of it. */
const leftOf = (line: Pick<LineFacts, 'amountIdr' | 'takenIdr'>): bigint =>
  (BigInt(line.amountIdr) - BigInt(line.takenIdr)) * MICRO

/** Every day of the month in order. Ads are told day by day by `ads`, so their lines, which sum up a whole period, are
 *  left out of `lines`. */
export function calendarOf(
  month: string,
  ads: readonly AdsDay[],
  lines: readonly LineFacts[],
): CalendarDay[] {
  const byDay = new Map(ads.map((one) => [one.day, one]))
  const others = new Map<string, bigint>()
  for (const line of lines) {
    if (line.source === 'ads') continue
    const day = dayOf(line.earnedAt)
    others.set(day, (others.get(day) ?? 0n) + leftOf(line))
  }
  const days = Number(lastDayOf(month).slice(8))
  return Array.from({ length: days }, (_, at) => {
    const day = `${month}-${String(at + 1).padStart(2, '0')}`
    const adsMicro = BigInt(byDay.get(day)?.micro ?? '0')
    const othersMicro = others.get(day) ?? 0n
    return { day, adsMicro, othersMicro, micro: adsMicro + othersMicro, state: byDay.get(day)?.state }
  })
}

/** 0 for nothing, else 1 to 4 by how the day compares with the month's best: a quarter a step. */
export function heatOf(micro: bigint, best: bigint): 0 | 1 | 2 | 3 | 4 {
  if (micro <= 0n || best <= 0n) return 0
  if (micro * 4n > best * 3n) return 4
  if (micro * 2n > best) return 3
  return micro * 4n > best ? 2 : 1
}

/** Empty cells before the first of a month in a calendar whose weeks begin on Monday. */
export const blanksBefore = (month: string): number => (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7

export interface ClipSum {
  readonly videoId: string
  readonly adsMicro: bigint
  readonly othersMicro: bigint
  readonly micro: bigint
}

/** What each clip brought, the most first; a clip's own ads come from the days' explanations. */
export function sumByClip(
  ads: readonly { readonly id: string; readonly micro: string }[],
  lines: readonly LineFacts[],
): ClipSum[] {
  const sums = new Map<string, { adsMicro: bigint; othersMicro: bigint }>()
  const of = (videoId: string) => {
    const known = sums.get(videoId)
    if (known) return known
    const fresh = { adsMicro: 0n, othersMicro: 0n }
    sums.set(videoId, fresh)
    return fresh
  }
  for (const one of ads) of(one.id).adsMicro += BigInt(one.micro)
  for (const line of lines)
    if (line.videoId && line.source !== 'ads') of(line.videoId).othersMicro += leftOf(line)
  return [...sums]
    .map(([videoId, sum]) => ({ videoId, ...sum, micro: sum.adsMicro + sum.othersMicro }))
    .sort((a, b) => (a.micro < b.micro ? 1 : a.micro > b.micro ? -1 : a.videoId < b.videoId ? -1 : 1))
}
