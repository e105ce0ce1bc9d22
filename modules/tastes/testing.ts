/** Builders for the tests of later modules. Nobody blocks anybody, unless told. */
import { silentLog } from '../../platform/testing/index.ts'
import { createTastes, type Tastes, tastesConfig, type TastesDeps } from './index.ts'

export function testTastes(
  deps: Omit<TastesDeps, 'config' | 'log' | 'timeZone' | 'social'> & Partial<Pick<TastesDeps, 'social'>>,
  config: Parameters<typeof tastesConfig.defaults>[0] = {},
): Tastes {
  return createTastes({
    ...deps,
    social: deps.social ?? { apartFrom: async () => new Set(), apartAmong: async () => new Set() },
    log: silentLog,
    timeZone: 'Asia/Jakarta',
    config: tastesConfig.defaults(config),
  })
}
