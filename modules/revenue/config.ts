import { choice, integer, section, type Values } from '../../platform/config/index.ts'

export const revenueConfig = section('REVENUE', {
  PERIOD: choice({
    of: ['week', 'month'],
    default: 'week',
    about: 'how long a period is; chosen before the first one closes',
  }),
  CREATORS_SHARE_PERCENT: integer({
    min: 0,
    max: 100,
    default: 55,
    about: 'of ad money to creators; a change is announced and applies from a later period',
  }),
  SCHEME_NOTICE_DAYS: integer({
    min: 0,
    max: 365,
    default: 60,
    about: 'how long ahead a change is announced',
  }),
  APPEAL_DAYS: integer({
    min: 1,
    max: 3650,
    default: 30,
    about: 'after a period closes, until its pseudonyms can no longer be linked to viewers',
  }),
})

export type RevenueConfig = Values<(typeof revenueConfig)['fields']>
