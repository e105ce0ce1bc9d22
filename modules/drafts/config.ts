import { integer, section, type Values } from '../../platform/config/index.ts'

export const draftsConfig = section('DRAFTS', {
  MAX_DRAFTS: integer({ min: 1, max: 10_000, default: 200, about: 'drafts an account may keep' }),
  MAX_PROJECT_KB: integer({
    min: 16,
    max: 1900,
    default: 1024,
    about: 'the largest draft without its files, in kilobytes',
  }),
  RESTORE_DAYS: integer({
    min: 1,
    max: 365,
    default: 30,
    about: 'how long a removed draft can be brought back',
  }),
})

export type DraftsConfig = Values<(typeof draftsConfig)['fields']>
