/** Models on their way to the database and back: written down every few minutes by one node, taken up by whichever starts,
 *  gone back to when an operator says so. */
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db/index.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Count } from '../../../platform/metrics.ts'
import * as store from '../store.ts'
import type { Follower, StreamState } from '../stream/follow-reports.ts'
import { ledgerAt } from '../trainer/model.ts'
import type { Trainer } from '../trainer/trainer.ts'
import { streamFrom, streamJson } from './stream-json.ts'

export interface ModelInfo {
  readonly version: number
  readonly bornAt: Date
  readonly events: number
  readonly logLoss: number | null
  readonly state: 'serving' | 'kept' | 'rejected'
}

export interface KeepDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly trainer: Trainer
  readonly everyMs: number
  /** Labels: why. */
  readonly refused: Count
}

export interface Keeper {
  /** The newest model that reads well, into the trainer. @returns where its stream stands; undefined: there is none */
  takeUp(): Promise<StreamState | undefined>
  /** Writes the model down. @param isDue true: unless another node has done so lately. @returns its version */
  keep(follower: Follower, isDue: boolean): Promise<number | undefined>
  /** What was kept in the last hour is not taken up again. */
  rejectLastHour(): Promise<void>
  /** @returns false when it is not there, or not as it was written */
  rollBack(version: number, follower: Follower): Promise<boolean>
  /** Goes back where another node did. */
  follow(follower: Follower): Promise<void>
  /** The newest first. */
  models(): readonly ModelInfo[]
  /** Nats a lesson, of the last hour that is over. */
  logLoss: number | null
}

const hourMs = 3_600_000
const newestKept = 12
const daysKept = 14
const listMax = 60
const tries = 20

export function createKeeper(deps: KeepDeps): Keeper {
  const { db, clock, log, trainer, everyMs } = deps
  const { ledger } = trainer.model
  let models: readonly store.SnapshotRow[] = []
  let followed = 0

  const serve = (version: number): void => {
    ledger[ledgerAt.version] = version
  }
  const read = async (version: number): Promise<StreamState | undefined> => {
    const row = await store.findBytes(db, version)
    if (!row) return undefined
    const answer = await trainer.restore(row.bytes)
    const stream = answer.fault === undefined ? streamFrom(answer.stream, answer.pairs) : undefined
    if (stream) {
      serve(version)
      return stream
    }
    const why = answer.fault ?? 'another-model'
    deps.refused(1, { why })
    log.error({ event: 'model-refused', version, why })
    return undefined
  }
  const refresh = async (): Promise<void> => {
    models = await store.listSnapshots(db, listMax)
  }
  const keeper: Keeper = {
    logLoss: null,
    async takeUp() {
      await refresh()
      followed = (await store.findChoice(db))?.id ?? 0
      for (const { version } of models.filter(({ state }) => state === 'kept').slice(0, tries)) {
        const stream = await read(version)
        if (stream) {
          log.info({ event: 'model-taken-up', version, learned: ledger[ledgerAt.learned] })
          return stream
        }
      }
      log.info({ event: 'model-begun-anew' })
      return undefined
    },
    async keep(follower, isDue) {
      let made: number | undefined
      await db.exclusively('recommend.snapshot', async () => {
        await refresh()
        const now = clock.now()
        const newest = models[0]?.madeAt.getTime() ?? 0
        if (isDue && now.getTime() - newest < 0.9 * everyMs) return
        const kept = await follower.between(async (stream) => ({
          learned: ledger[ledgerAt.learned] ?? 0,
          bytes: await trainer.snapshot(streamJson(stream), stream.joined.pairs),
        }))
        if (!kept || (isDue && BigInt(kept.learned) === models[0]?.learned)) return
        made = await db.transaction(async (tx) => {
          const { version } = await store.insertSnapshot(tx, {
            ...kept,
            madeAt: now,
            logLoss: keeper.logLoss,
          })
          await store.thinSnapshots(tx, newestKept, new Date(now.getTime() - daysKept * 24 * hourMs))
          return version
        })
        serve(made)
      })
      await refresh()
      return made
    },
    async rejectLastHour() {
      const madeAt = new Date(clock.now().getTime() - hourMs)
      await db.transaction((tx) => store.rejectSince(tx, { madeAt }))
      await refresh()
    },
    async rollBack(version, follower) {
      const isBack = await follower.between(async () => (await read(version)) !== undefined)
      if (isBack !== true) return false
      followed = await db.transaction(async (tx) => {
        await store.rejectSince(tx, { version })
        return (await store.insertChoice(tx, version, clock.now())).id
      })
      log.warn({ event: 'model-rolled-back', version })
      // With where the stream stands now: what came since is not learned a second time.
      await keeper.keep(follower, false)
      return true
    },
    async follow(follower) {
      const choice = await store.findChoice(db)
      if (!choice || choice.id <= followed) return
      followed = choice.id
      await follower.between(async () => await read(choice.version))
      log.warn({ event: 'model-rolled-back', version: choice.version })
      await refresh()
    },
    models: () =>
      models.map(({ version, madeAt, learned, logLoss, state }) => ({
        version,
        bornAt: madeAt,
        events: Number(learned),
        logLoss,
        state: version === ledger[ledgerAt.version] ? 'serving' : state,
      })),
  }
  return keeper
}
