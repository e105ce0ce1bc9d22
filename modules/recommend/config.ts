import { flag, integer, section, type Values } from '../../platform/config/index.ts'

export const recommendConfig = section('RECOMMEND', {
  LEARNS: flag({
    default: true,
    about: 'learn from what is watched, and order the feed by it once enough was learned',
  }),
  LEAST_OUTCOMES: integer({
    min: 0,
    max: 1_000_000,
    default: 2_000,
    about: 'watched clips to learn from before the feed is ordered by what was learned',
  }),
  SNAPSHOT_MINUTES: integer({
    min: 1,
    max: 1_440,
    default: 5,
    about: 'how often what was learned is written down; a restart learns again what came after',
  }),
  STUCK_SECONDS: integer({
    min: 1,
    max: 600,
    default: 20,
    about: 'after how long without progress the thread that learns is replaced',
  }),
  LOOK_BACK_DAYS: integer({
    min: 0,
    max: 30,
    default: 7,
    about: 'days of reports that a stage without a usable model learns from',
  }),
})
export type RecommendConfig = Values<(typeof recommendConfig)['fields']>
