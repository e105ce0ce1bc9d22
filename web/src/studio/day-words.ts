/** Days and periods in words. A day is a date of the stage, 'YYYY-MM-DD': no clock or time zone touches it. */
import { language, number, t } from '#i18n/words.svelte.ts'

const locale = (): string => (language.now === 'id' ? 'id-ID' : 'en-GB')
const at = (day: string): Date => new Date(`${day}T00:00:00Z`)
const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' })

/** 'Min, 22 Nov' */
export const weekdayText = (day: string): string =>
  format({ weekday: 'short', day: 'numeric', month: 'short' }).format(at(day))
/** 'Minggu, 22 November 2026' */
export const longDayText = (day: string): string =>
  format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at(day))
/** 'Min' above '22' */
export const tickText = (day: string): string =>
  `${format({ weekday: 'short' }).format(at(day))}\n${dateOfMonth(day)}`
/** '22' */
export const dateOfMonth = (day: string): string => format({ day: 'numeric' }).format(at(day))
/** '16–22 Nov 2026' */
export const rangeText = (first: string, last: string): string =>
  format({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(at(first), at(last))

/** '2026-W47' → 'Minggu ke-47 · 16–22 Nov 2026'; '2026-11' → 'November 2026'. */
export function periodText(period: string, first: string, last: string): string {
  const week = /^\d{4}-W(\d{2})$/.exec(period)?.[1]
  if (week) return t('period.week', { week: Number(week), range: rangeText(first, last) })
  return format({ month: 'long', year: 'numeric' }).format(at(first))
}

/** Milliseconds as minutes with one decimal: '383100' → '6,4'. */
export const minutesText = (ms: string): string => number(Math.round(Number(BigInt(ms)) / 6000) / 10)

/** '2026-11' → 'November 2026' */
export const monthText = (month: string): string =>
  format({ month: 'long', year: 'numeric' }).format(at(`${month}-01`))
/** 'Sen' to 'Min': 1 June 2026 was a Monday. */
export const shortWeekdays = (): string[] =>
  [1, 2, 3, 4, 5, 6, 7].map((day) => format({ weekday: 'short' }).format(at(`2026-06-0${day}`)))

/** 17, 5 → '17 Mei' */
export const dayAndMonth = (day: number, month: number): string =>
  format({ day: 'numeric', month: 'long' }).format(new Date(Date.UTC(2000, month - 1, day)))
