import { integer, section, text, type Values } from '../../platform/config/index.ts'

export const giftsConfig = section('GIFTS', {
  TIME_ZONE: text({ env: 'PANGGUNG_TIME_ZONE', default: 'Asia/Jakarta', about: 'whose midnight ends a day' }),
  TIP_MIN: integer({ min: 1, max: 1_000_000_000, default: 5_000, about: 'smallest tip, rupiah' }),
  TIP_MAX: integer({ min: 1, max: 1_000_000_000, default: 5_000_000, about: 'largest tip, rupiah' }),
})

export type GiftsConfig = Values<(typeof giftsConfig)['fields']>
