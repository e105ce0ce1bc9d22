import { integer, section, type Values } from '../../platform/config/index.ts'

export const transparencyConfig = section('TRANSPARENCY', {
  WAIT_DAYS: integer({
    min: 1,
    max: 60,
    default: 3,
    about: 'after a month is over, until its report may be made; it also waits for its periods to close',
  }),
})

export type TransparencyConfig = Values<(typeof transparencyConfig)['fields']>
