import { integer, section, type Values } from '../../platform/config/index.ts'

export const hearingConfig = section('HEARING', {
  PER_MILLE: integer({
    min: 1,
    max: 500,
    default: 50,
    about: 'thousandths of all slots that new clips may have for their first hearing',
  }),
  LEAST: integer({
    min: 0,
    max: 1000,
    default: 0,
    about:
      'first views promised to a new clip however little there is to give; above 0 it may cost more than its share',
  }),
  MOST: integer({ min: 1, max: 1000, default: 30, about: 'first views promised to a new clip at most' }),
  HOURS: integer({ min: 1, max: 168, default: 24, about: 'within how many hours they are promised' }),
  OPEN_DAYS: integer({
    min: 2,
    max: 60,
    default: 14,
    about: 'how long a clip may climb; then its single votes are deleted and the sums stay',
  }),
  DEVICE_VIEWERS: integer({
    min: 1,
    max: 100,
    default: 2,
    about: 'viewers of one browser that count for one clip',
  }),
  DEVICE_VOTES: integer({
    min: 10,
    max: 100_000,
    default: 300,
    about: 'first views by one browser that count a day, over all clips',
  }),
  YOUNG_DAYS: integer({
    min: 0,
    max: 365,
    default: 7,
    about:
      'days until an account is not young any more; whoever is logged out counts as young; of likes as well',
  }),
  YOUNG_VOTES: integer({
    min: 0,
    max: 10_000,
    default: 30,
    about:
      'votes, and likes, of the young that weigh in full for one clip; beyond them, as many as half of the others',
  }),
  COUNT_SECONDS: integer({ min: 1, max: 600, default: 4, about: 'pause between two rounds of counting' }),
  REFRESH_SECONDS: integer({
    min: 1,
    max: 300,
    default: 2,
    about: 'how often each process looks for what was counted',
  }),
})
export type HearingConfig = Values<(typeof hearingConfig)['fields']>
