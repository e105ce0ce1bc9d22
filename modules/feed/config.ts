import { integer, section, type Values } from '../../platform/config/index.ts'

export const feedConfig = section('FEED', {
  PAGE_SLOTS: integer({ min: 3, max: 30, default: 10, about: 'slots in one answer' }),
  REFRESH_SECONDS: integer({
    min: 1,
    max: 300,
    default: 2,
    about: 'how often the index looks for new and changed clips',
  }),
  POPULARITY_SECONDS: integer({ min: 5, max: 3600, default: 20, about: 'how often counters are read again' }),
})
export type FeedConfig = Values<(typeof feedConfig)['fields']>
