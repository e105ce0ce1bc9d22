/** What every module stands on: settings, time, one database brought up to date, jobs, events, files. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../platform/clock.ts'
import { createDb, loadMigrations, migrate } from '../../platform/db/index.ts'
import { createEvents } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import { createJobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { openStorage } from '../../platform/storage/index.ts'
import type { Secrets } from '../secrets.ts'
import type { Config } from '../sections.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface StageDeps {
  readonly config: Config
  readonly databaseUrl: string
  readonly secrets: Secrets
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly random: () => number
  /** Accounts that the demo made: what is theirs is labelled. */
  readonly demoAccounts?: () => ReadonlySet<string>
  /** Payment gateways are pretended: a trial or a test, where no money moves. */
  readonly fakeGateway?: boolean
  readonly strictReplies?: boolean
  readonly rateLimits?: boolean
}

export type Ground = Awaited<ReturnType<typeof openGround>>

export async function openGround(deps: StageDeps) {
  const { config, clock, ids, log, random, secrets } = deps
  const dataFolder = resolve(config.stage.DATA)
  const db = createDb({
    url: deps.databaseUrl,
    max: 16,
    onFault: (err) => log.warn({ event: 'database-fault', err }),
  })
  const ran = await migrate(db, loadMigrations(resolve(root, 'modules')))
  if (ran.length > 0) log.info({ event: 'migrated', migrations: ran })
  const jobs = createJobs({ db, log })
  return {
    config,
    clock,
    ids,
    log,
    random,
    secrets,
    dataFolder,
    timeZone: config.stage.TIME_ZONE,
    demoAccounts: deps.demoAccounts ?? (() => new Set<string>()),
    fakesGateway: deps.fakeGateway === true || config.payments.FAKE_GATEWAY,
    db,
    metrics: createMetrics({ process: true }),
    jobs,
    events: createEvents(jobs),
    storage: openStorage(config.storage, {
      disk: resolve(dataFolder, 'media'),
      scratch: resolve(dataFolder, 'uploads', 'scratch'),
    }),
  }
}
