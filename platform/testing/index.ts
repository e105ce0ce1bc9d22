/** What every module's tests stand on: a real PostgreSQL, cloned from a template per test, and injected time and ids. */
export { testDatabase, startTestCluster } from './database.ts'
export { testHttp, type TestHttp } from './http.ts'
export { testJobs } from './jobs.ts'
export { testStorage, temporaryFolder } from './folders.ts'
export { fakeClock, type FakeClock } from '../clock.ts'
export { seededIds } from '../ids.ts'
export { silentLog } from '../log.ts'
export { createMetrics } from '../metrics.ts'
