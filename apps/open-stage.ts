/** Opens a stage for a process: configuration, database (its own, or the one it is told), keys, modules. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../platform/clock.ts'
import { environment } from '../platform/config/index.ts'
import { systemIds } from '../platform/ids.ts'
import { createLog, type Logger } from '../platform/log.ts'
import { StorageFault } from '../platform/storage/index.ts'
import { openToAll, type OwnPostgres, startPostgres } from '../platform/postgres/index.ts'
import { compose, type Stage, type StageDeps } from './compose.ts'
import { demoAccounts } from './demo/registry.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { type Config, readConfig } from './sections.ts'

/** A fault that is the operator's to mend, told without a stack. */
export class StartFault extends Error {
  override name = 'StartFault'
}

export interface OpenStage {
  readonly stage: Stage
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Logger
  readonly dataFolder: string
  /** What a second composition on the same data needs, such as one with another clock. */
  readonly deps: StageDeps
  readonly databaseIsOwn: boolean
  /** @param keepDatabase leave a database that was found running as it was; otherwise it is stopped, unless another
   *  process of this stage still works on it */
  close(keepDatabase: 'leave adopted' | 'stop'): Promise<void>
}

/** @param options.unchecked open it even if the media store can't be used: to find out why
 *  @param options.trial payment gateways are pretended, unless real ones have their keys or the stage is a public one */
export async function openStage(
  options: { logTo?: 'file'; quiet?: boolean; trial?: boolean; unchecked?: boolean } = {},
): Promise<OpenStage> {
  const config = readConfig(environment())
  const dataFolder = resolve(config.stage.DATA)
  makeDataFolder(dataFolder)
  const log = createLog({
    level: options.quiet ? 'error' : config.stage.LOG_LEVEL,
    ...(options.logTo === 'file' ? { file: join(dataFolder, 'log', 'panggung.log') } : {}),
  })
  const secrets = openSecrets(dataFolder)
  let own: OwnPostgres | undefined
  if (config.stage.DATABASE_URL === '')
    own = await startPostgres({
      dataDir: databaseFolder(dataFolder),
      onRestart: (why) => log.warn({ event: 'postgres-restarted', why }),
    })
  const deps: StageDeps = {
    config,
    databaseUrl: own?.url ?? config.stage.DATABASE_URL,
    secrets,
    clock: systemClock,
    ids: systemIds(systemClock),
    log,
    random: Math.random,
    fakeGateway: options.trial === true && mayPretend(config),
    demoAccounts: () => demoAccounts(dataFolder),
  }
  const stage = await compose(deps).catch(async (thrown: unknown) => {
    await own?.release()
    throw thrown instanceof StorageFault ? new StartFault(`${thrown.message}\nNothing was started.`) : thrown
  })
  const close = async (keepDatabase: 'leave adopted' | 'stop'): Promise<void> => {
    await stage.close()
    if (!own) return
    if (keepDatabase === 'leave adopted' && own.adopted) own.leave()
    else await own.release()
  }
  if (!options.unchecked && stage.storage.stores.has('s3')) {
    try {
      await stage.storage.check()
    } catch (thrown) {
      await close('leave adopted')
      if (!(thrown instanceof StorageFault)) throw thrown
      throw new StartFault(`${thrown.message}\nNothing was started, and no file was touched.`)
    }
  }
  return {
    stage,
    config,
    secrets,
    log,
    dataFolder,
    deps,
    databaseIsOwn: own !== undefined,
    close,
  }
}

const mayPretend = ({ stage, payments }: Config): boolean =>
  stage.DEMO !== '0' &&
  payments.MIDTRANS_SERVER_KEY === undefined &&
  payments.XENDIT_SECRET_KEY === undefined &&
  (stage.DEMO === '1' || !stage.PUBLIC_URL.startsWith('https:'))

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '.writable'), '')
  } catch (thrown) {
    throw new StartFault(
      `The data folder ${folder} cannot be written (${thrown instanceof Error ? thrown.message : String(thrown)}).\n` +
        'Nothing was started. Give this user the right to write there, or choose another folder with PANGGUNG_DATA.',
    )
  }
}

/** PostgreSQL refuses to run as root, and the user it then runs as can't enter a closed home: a root's stage in /root
 *  keeps its database in /var/lib, in a folder that follows from the data folder's own path. */
function databaseFolder(dataFolder: string): string {
  if (process.getuid?.() !== 0 || openToAll(dataFolder)) return join(dataFolder, 'postgres')
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)
  const folder = join('/var/lib/panggung', name)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  writeFileSync(join(dataFolder, 'postgres-is-elsewhere.txt'), `${folder}\n`)
  return join(folder, 'postgres')
}
