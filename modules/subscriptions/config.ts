import { integer, section, text, type Values } from '../../platform/config/index.ts'

const days = (value: number, about: string) => integer({ min: 0, max: 90, default: value, about })

export const subscriptionsConfig = section('SUBSCRIPTIONS', {
  TIME_ZONE: text({ env: 'PANGGUNG_TIME_ZONE', default: 'Asia/Jakarta', about: 'whose midnight ends a day' }),
  PRICE_MIN: integer({ min: 1, max: 1_000_000_000, default: 10_000, about: 'lowest monthly price, rupiah' }),
  PRICE_MAX: integer({
    min: 1,
    max: 1_000_000_000,
    default: 1_000_000,
    about: 'highest monthly price, rupiah',
  }),
  NOTICE_DAYS: days(30, 'how long before a higher price applies to those who subscribe already'),
  RENEW_DAYS: integer({
    min: 1,
    max: 20,
    default: 5,
    about: 'before a month ends, when the next can be paid',
  }),
  GRACE_DAYS: days(3, 'how long perks stay when the next month is not paid'),
  REFUND_DAYS: days(3, 'after a month is paid, how long its rest can be given back'),
  CACHE_SECONDS: integer({
    min: 0,
    max: 300,
    default: 5,
    about: 'how long a node may take to learn of another node’s subscribers',
  }),
})

export type SubscriptionsConfig = Values<(typeof subscriptionsConfig)['fields']>
