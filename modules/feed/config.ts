import { integer, section, type Values } from '../../platform/config/index.ts'

export const feedConfig = section('FEED', {
  PAGE_SLOTS: integer({ min: 3, max: 30, default: 10, about: 'slots in one answer' }),
  REFRESH_SECONDS: integer({
    min: 1,
    max: 300,
    default: 2,
    about: 'how often the index looks for new and changed clips',
  }),
  TRIAL_PERCENT: integer({
    min: 0,
    max: 50,
    default: 15,
    about: 'of a hundred slots, how many try out a clip that is new; one in twenty always does',
  }),
  SLOT_DAYS: integer({
    min: 1,
    max: 400,
    default: 30,
    about: 'days that a record of what was offered, and how likely it was, is kept; it names no viewer',
  }),
  POPULARITY_SECONDS: integer({ min: 5, max: 3600, default: 20, about: 'how often counters are read again' }),
})
export type FeedConfig = Values<(typeof feedConfig)['fields']>
