import type { Scope } from './scope.ts'
import type { Db } from '../db/index.ts'
import { createEvents, type Events } from '../events/index.ts'
import { createJobs, type Jobs } from '../jobs/index.ts'
import { silentLog } from '../log.ts'

/** Jobs that run when the test says `drain()`. */
export function testJobs(t: Scope, db: Db): { jobs: Jobs; events: Events } {
  const jobs = createJobs({ db, log: silentLog })
  t.after(() => jobs.stop(0))
  return { jobs, events: createEvents(jobs) }
}
