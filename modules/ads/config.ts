import { flag, integer, section, text } from '../../platform/config/index.ts'

export const adsConfig = section('ADS', {
  TIME_ZONE: text({ env: 'PANGGUNG_TIME_ZONE', default: 'Asia/Jakarta', about: 'whose midnight ends a day' }),
  CPM_MIN: integer({
    min: 1,
    max: 1_000_000,
    default: 1_000,
    about: 'lowest price of 1,000 impressions, rupiah',
  }),
  CPM_MAX: integer({
    min: 1,
    max: 100_000_000,
    default: 500_000,
    about: 'highest price of 1,000 impressions, rupiah',
  }),
  DAILY_BUDGET_MIN: integer({
    min: 1,
    max: 1_000_000_000,
    default: 10_000,
    about: 'smallest daily budget, rupiah',
  }),
  TOTAL_BUDGET_MAX: integer({
    min: 1,
    max: 1_000_000_000_000,
    default: 1_000_000_000,
    about: 'largest total budget, rupiah',
  }),
  CAMPAIGN_DAYS_MAX: integer({ min: 1, max: 3_650, default: 366, about: 'longest campaign' }),
  TOP_UP_MIN: integer({ min: 1, max: 1_000_000_000, default: 20_000, about: 'smallest top-up, rupiah' }),
  TOP_UP_MAX: integer({
    min: 1,
    max: 1_000_000_000_000,
    default: 100_000_000,
    about: 'largest top-up, rupiah',
  }),
  TOP_UP_DAYS: integer({ min: 1, max: 60, default: 3, about: 'how long a top-up waits for its transfer' }),
  TOP_UPS_OPEN_MAX: integer({
    min: 1,
    max: 100,
    default: 5,
    about: 'top-ups of one merchant that may wait at once',
  }),
  TOP_UP_VAT: flag({ default: false, about: 'charge PPN when a balance is topped up' }),
  FREQUENCY_PER_DAY: integer({
    min: 1,
    max: 1_000,
    default: 4,
    about: 'offers of one campaign to one viewer a day',
  }),
  RESERVE_MINUTES: integer({
    min: 1,
    max: 240,
    default: 15,
    about: 'how long an offered impression holds its price',
  }),
  REFRESH_SECONDS: integer({ min: 1, max: 60, default: 2, about: 'how often a node reads campaigns again' }),
  BILL_SECONDS: integer({ min: 1, max: 600, default: 3, about: 'pause between two rounds of billing' }),
  BILL_BATCH: integer({
    min: 1,
    max: 100_000,
    default: 10_000,
    about: 'impressions billed in one transaction',
  }),
})

export type AdsConfig = ReturnType<typeof adsConfig.defaults>
