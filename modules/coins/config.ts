import { integer, section, text, type Values } from '../../platform/config/index.ts'

const rupiah = (value: number, about: string) =>
  integer({ min: 0, max: 1_000_000_000_000, default: value, about: `${about}, rupiah` })

export const coinsConfig = section('COINS', {
  TIME_ZONE: text({ env: 'PANGGUNG_TIME_ZONE', default: 'Asia/Jakarta', about: 'whose midnight ends a day' }),
  HELD_MAX: rupiah(2_000_000, 'worth of the coins that one account may hold without identity'),
  DAY_MAX: rupiah(1_000_000, 'coins that one account may buy in a day'),
  ADULT_AGE: integer({ min: 1, max: 99, default: 18, about: 'below it, a guardian and the monthly cap' }),
  MINOR_MONTH_MAX: rupiah(100_000, 'coins that someone under age may buy in a month'),
  REFUND_DAYS: integer({ min: 0, max: 365, default: 14, about: 'how long unspent coins can be given back' }),
  FLOAT_ALARM: rupiah(800_000_000, 'worth of all coins held from which operators are warned'),
})

export type CoinsConfig = Values<(typeof coinsConfig)['fields']>
