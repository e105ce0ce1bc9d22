/** How many coins someone may still buy: what they hold, the day, and for those under age the month. Pure. */
import type { CoinsConfig } from './config.ts'

export interface Bought {
  /** Worth of what is held now. */
  readonly heldIdr: bigint
  /** Worth of purchases that wait for their payment. */
  readonly waitingIdr: bigint
  /** Worth of purchases that wait or were paid, asked for today and this month. */
  readonly todayIdr: bigint
  readonly monthIdr: bigint
}

export interface Room {
  readonly heldMaxIdr: bigint
  readonly heldLeftIdr: bigint
  readonly dayMaxIdr: bigint
  readonly dayLeftIdr: bigint
  /** undefined: no cap by the month. */
  readonly monthMaxIdr: bigint | undefined
  readonly monthLeftIdr: bigint | undefined
}

const left = (max: bigint, used: bigint): bigint => (used < max ? max - used : 0n)

export function roomFor(
  config: Pick<CoinsConfig, 'HELD_MAX' | 'DAY_MAX' | 'MINOR_MONTH_MAX'>,
  bought: Bought,
  minor: boolean,
): Room {
  const [heldMaxIdr, dayMaxIdr, monthMax] = [
    BigInt(config.HELD_MAX),
    BigInt(config.DAY_MAX),
    BigInt(config.MINOR_MONTH_MAX),
  ]
  return {
    heldMaxIdr,
    heldLeftIdr: left(heldMaxIdr, bought.heldIdr + bought.waitingIdr),
    dayMaxIdr,
    dayLeftIdr: left(dayMaxIdr, bought.todayIdr),
    monthMaxIdr: minor ? monthMax : undefined,
    monthLeftIdr: minor ? left(monthMax, bought.monthIdr) : undefined,
  }
}

/** Only the year is known, so someone counts as under age until the year after the birthday. */
export const isMinor = (birthYear: number, thisYear: number, adultAge: number): boolean =>
  thisYear - birthYear <= adultAge
