/** A whole media process, for the tests that kill one: `node media-process.ts DATABASE_URL FOLDER OWNER [role…]`.
 *  Prints its address when it serves. */
import { join } from 'node:path'
import { systemClock } from '../../../platform/clock.ts'
import { createDb } from '../../../platform/db/index.ts'
import { createEvents } from '../../../platform/events/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { systemIds } from '../../../platform/ids.ts'
import { createJobs } from '../../../platform/jobs/index.ts'
import { diskStorage } from '../../../platform/storage/index.ts'
import { createMetrics, silentLog } from '../../../platform/testing/index.ts'
import { createMedia, mediaConfig, mountMedia } from '../index.ts'

const [url = '', folder = '', owner = '', ...roles] = process.argv.slice(2)
const db = createDb({ url, max: 6 })
const jobs = createJobs({ db, log: silentLog })
const media = await createMedia({
  db,
  clock: systemClock,
  ids: systemIds(systemClock),
  jobs,
  events: createEvents(jobs),
  storage: diskStorage(join(folder, 'storage')),
  config: mediaConfig.defaults(),
  log: silentLog,
  folder: join(folder, 'work'),
  secret: 'a secret of the tests, long enough',
})
const http = await createHttp({ clock: systemClock, log: silentLog, metrics: createMetrics() })
http.identifyWith(async () => ({
  account: { id: owner, handle: 'sari', roles: new Set() },
  deviceKey: owner,
  viewerKey: owner,
  lang: 'id',
  address: '127.0.0.1',
  userAgent: '',
}))
mountMedia(http, media)
await jobs.start(roles)
process.stdout.write(`${await http.listen(0, '127.0.0.1')}\n`)
