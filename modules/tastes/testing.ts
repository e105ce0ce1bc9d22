/** Builders for the tests of later modules. Nobody blocks anybody and nobody’s age is known, unless told. */
import { silentLog } from '../../platform/testing/index.ts'
import { createTastes, type Tastes, tastesConfig, type TastesDeps } from './index.ts'

export function testTastes(
  deps: Omit<TastesDeps, 'config' | 'log' | 'timeZone' | 'social' | 'isKnownMinor'> &
    Partial<Pick<TastesDeps, 'social' | 'isKnownMinor'>>,
  config: Parameters<typeof tastesConfig.defaults>[0] = {},
): Tastes {
  return createTastes({
    ...deps,
    social: deps.social ?? { apartFrom: async () => new Set(), apartAmong: async () => new Set() },
    isKnownMinor: deps.isKnownMinor ?? (async () => false),
    log: silentLog,
    timeZone: 'Asia/Jakarta',
    config: tastesConfig.defaults(config),
  })
}
