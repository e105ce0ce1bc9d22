/** Media's routes on a port of their own, with everyone the same creator: who calls is not what is measured. */
import { type Media, mountMedia } from '../../modules/media/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createHttp } from '../../platform/http/index.ts'
import { silentLog } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'

export const benchOwner = '00000000-0000-7000-8000-00000000aaaa'

export async function openMediaHttp(media: Media): Promise<{ base: string; close(): Promise<void> }> {
  const http = await createHttp({
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
    rateLimits: false,
  })
  http.identifyWith(async () => ({
    account: { id: benchOwner, handle: 'bench', roles: new Set() },
    deviceKey: benchOwner,
    viewerKey: benchOwner,
    lang: 'id',
    address: '127.0.0.1',
    userAgent: '',
  }))
  mountMedia(http, media)
  const base = await http.listen(0, '127.0.0.1')
  return { base, close: () => http.close() }
}
