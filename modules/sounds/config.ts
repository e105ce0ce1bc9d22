import { integer, section, type Values } from '../../platform/config/index.ts'

export const soundsConfig = section('SOUNDS', {
  MAX_SOUNDS: integer({
    min: 1,
    max: 100_000,
    default: 500,
    about: 'sounds an account may have in the library',
  }),
  RESTORE_DAYS: integer({
    min: 1,
    max: 365,
    default: 30,
    about: 'how long a removed sound can be brought back',
  }),
})

export type SoundsConfig = Values<(typeof soundsConfig)['fields']>
