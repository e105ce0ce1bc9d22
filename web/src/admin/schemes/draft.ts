/** A rule while it is being written: what is typed, as the server wants it. */
import { readPercent } from '#studio/splits/parts.ts'

/** 55 → 55/100, 55.5 → 555/1000: the smallest power of ten that tells it. */
export function fractionOf(points: number): { num: string; den: string } {
  if (points % 100 === 0) return { num: String(points / 100), den: '100' }
  if (points % 10 === 0) return { num: String(points / 10), den: '1000' }
  return { num: String(points), den: '10000' }
}

/** '0' is a share as well; undefined for anything that is none. */
export function readShare(text: string): number | undefined {
  return /^\s*0(?:[.,]0{1,2})?\s*%?\s*$/.test(text) ? 0 : readPercent(text)
}

/** Whole seconds from 1 to `most`. */
export function readSeconds(text: string, most: number): number | undefined {
  const [, digits] = /^\s*(\d{1,3})\s*$/.exec(text) ?? []
  const seconds = Number(digits ?? Number.NaN)
  return seconds >= 1 && seconds <= most ? seconds : undefined
}

/** The same value, however it is written: 55/100 and 11/20. */
export const sameShare = (a: { num: string; den: string }, b: { num: string; den: string }): boolean =>
  BigInt(a.num) * BigInt(b.den) === BigInt(b.num) * BigInt(a.den)

/** First days of the next periods on which a rule may begin, from `earliest` on: Mondays, or first days of months. */
export function startsFrom(earliest: string, weekly: boolean, count: number): string[] {
  const at = new Date(`${earliest}T00:00:00Z`)
  if (weekly) at.setUTCDate(at.getUTCDate() + ((8 - at.getUTCDay()) % 7))
  else if (at.getUTCDate() !== 1) at.setUTCMonth(at.getUTCMonth() + 1, 1)
  return Array.from({ length: count }, () => {
    const day = at.toISOString().slice(0, 10)
    if (weekly) at.setUTCDate(at.getUTCDate() + 7)
    else at.setUTCMonth(at.getUTCMonth() + 1, 1)
    return day
  })
}
