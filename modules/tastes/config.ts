import { integer, section, type Values } from '../../platform/config/index.ts'

export const tastesConfig = section('TASTES', {
  RESET_UNDO_MINUTES: integer({
    min: 1,
    max: 1440,
    default: 30,
    about: 'how long the reset of a feed can be taken back',
  }),
  HISTORY_DAYS: integer({
    min: 1,
    max: 400,
    default: 60,
    about: 'how far back a viewer’s watch history goes, and what the feed learns from it',
  }),
})

export type TastesConfig = Values<(typeof tastesConfig)['fields']>
