import { integer, section, type Values } from '../../platform/config/index.ts'

export const searchConfig = section('SEARCH', {
  REFRESH_SECONDS: integer({
    min: 1,
    max: 300,
    default: 2,
    about: 'how often the search index looks for what is new, changed or withdrawn',
  }),
  HEAT_SECONDS: integer({
    min: 10,
    max: 3600,
    default: 120,
    about: 'how often counters are read again to see what is rising',
  }),
})

export type SearchConfig = Values<(typeof searchConfig)['fields']>
