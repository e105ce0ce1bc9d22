/** Builders for the tests of later modules. */
import { silentLog } from '../../platform/testing/index.ts'
import { createTastes, type Tastes, tastesConfig, type TastesDeps } from './index.ts'

export function testTastes(
  deps: Omit<TastesDeps, 'config' | 'log' | 'timeZone'>,
  config: Parameters<typeof tastesConfig.defaults>[0] = {},
): Tastes {
  return createTastes({
    ...deps,
    log: silentLog,
    timeZone: 'Asia/Jakarta',
    config: tastesConfig.defaults(config),
  })
}
