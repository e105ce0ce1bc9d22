import { integer, section, type Values } from '../../platform/config/index.ts'

const hold = (days: number, about: string) => integer({ min: 0, max: 365, default: days, about })

export const earningsConfig = section('EARNINGS', {
  HOLD_DAYS_ADS: hold(10, 'how long ad income is on hold after its period closed'),
  HOLD_DAYS_GIFT: hold(7, 'how long gifts are on hold'),
  HOLD_DAYS_TIP: hold(7, 'how long tips are on hold'),
  HOLD_DAYS_SUBSCRIPTION: hold(7, 'how long subscription income is on hold'),
  RESERVE_PERCENT: integer({
    min: 0,
    max: 50,
    default: 0,
    about: 'of each release, kept back longer for refunds and fraud',
  }),
  RESERVE_DAYS: integer({ min: 1, max: 365, default: 30, about: 'how long that is kept back' }),
  APPEAL_DAYS: integer({ min: 1, max: 365, default: 30, about: 'after a deduction, until it stands' }),
  COLLECT_PERCENT: integer({
    min: 0,
    max: 100,
    default: 50,
    about:
      'of each release, at most, for what an earlier deduction could not take; all of it once fraud is confirmed',
  }),
  RELEASE_BATCH: integer({
    min: 1,
    max: 10_000,
    default: 200,
    about: 'creators released in one transaction',
  }),
})

export type EarningsConfig = Values<(typeof earningsConfig)['fields']>
