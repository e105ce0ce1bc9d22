import { integer, section, type Values } from '../../platform/config/index.ts'

export const videosConfig = section('VIDEOS', {
  RESTORE_DAYS: integer({
    min: 1,
    max: 365,
    default: 30,
    about: 'how long a removed video can be brought back',
  }),
  SCHEDULE_DAYS: integer({
    min: 1,
    max: 365,
    default: 30,
    about: 'how many days ahead a video may be scheduled',
  }),
})

export type VideosConfig = Values<(typeof videosConfig)['fields']>
