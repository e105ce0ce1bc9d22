/** Statements on experiments and their arms. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface ArmRow {
  readonly arm: number
  readonly name: string
  readonly settings: unknown
  readonly stoppedAt: string | null
  readonly stoppedBy: string | null
}

/** `reading` and `settings` as they were inserted; arms by their number. */
export interface ExperimentRow {
  readonly id: string
  readonly name: string
  readonly why: string
  readonly metric: string
  readonly salt: string
  readonly firstPlace: number
  readonly places: number
  readonly startedBy: string
  readonly startedAt: Date
  readonly endedBy: string | null
  readonly endedAt: Date | null
  readonly endedNote: string | null
  readonly reading: unknown
  readonly arms: readonly ArmRow[]
}

const experimentColumns = sql.raw(`
  id, name, why, metric, salt, first_place as "firstPlace", places, started_by as "startedBy", started_at as "startedAt",
  ended_by as "endedBy", ended_at as "endedAt", ended_note as "endedNote", reading, (
    select jsonb_agg(jsonb_build_object('arm', arm, 'name', a.name, 'settings', settings, 'stoppedAt', stopped_at,
      'stoppedBy', stopped_by) order by arm)
    from tuning.arm a where a.experiment_id = e.id) as arms`)

/** Those that run; the one that began first first. */
export const listRunning = (on: Queryable) =>
  on.all(sql<ExperimentRow>`
    select ${experimentColumns} from tuning.experiment e where ended_at is null order by started_at, id`)

/** The one that ended last first. */
export const listEnded = (on: Queryable, limit: number) =>
  on.all(sql<ExperimentRow>`
    select ${experimentColumns} from tuning.experiment e where ended_at is not null
    order by ended_at desc, id limit ${limit}`)

export const findExperiment = (on: Queryable, id: string) =>
  on.maybe(sql<ExperimentRow>`select ${experimentColumns} from tuning.experiment e where id = ${id}`)

/** Until the end of the transaction, places are given by one alone. */
export const holdPlaces = (tx: Tx) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('tuning.experiment'), 0)`)

export const insertExperiment = async (
  tx: Tx,
  row: Pick<
    ExperimentRow,
    'id' | 'name' | 'why' | 'metric' | 'salt' | 'firstPlace' | 'places' | 'startedBy' | 'startedAt'
  > & { readonly arms: readonly { readonly name: string; readonly settings: object }[] },
): Promise<void> => {
  await tx.run(sql`
    insert into tuning.experiment (id, name, why, metric, salt, first_place, places, started_by, started_at)
    values (${row.id}, ${row.name}, ${row.why}, ${row.metric}, ${row.salt}, ${row.firstPlace}, ${row.places},
      ${row.startedBy}, ${row.startedAt})`)
  for (const [arm, { name, settings }] of row.arms.entries())
    await tx.run(sql`
      insert into tuning.arm (experiment_id, arm, name, settings)
      values (${row.id}, ${arm}, ${name}, ${JSON.stringify(settings)}::jsonb)`)
}

/** @returns false when it had ended. @param by null: by itself */
export const endExperiment = async (
  tx: Tx,
  id: string,
  by: string | null,
  note: string,
  at: Date,
): Promise<boolean> =>
  (await tx.run(sql`
    update tuning.experiment set ended_by = ${by}, ended_at = ${at}, ended_note = ${note}
    where id = ${id} and ended_at is null`)) > 0

/** One that had stopped already keeps its reason. */
export const stopArm = (tx: Tx, id: string, arm: number, by: string, at: Date) =>
  tx.run(sql`
    update tuning.arm set stopped_at = ${at}, stopped_by = ${by}
    where experiment_id = ${id} and arm = ${arm} and stopped_at is null`)

export const updateReading = (tx: Tx, id: string, reading: object) =>
  tx.run(sql`
    update tuning.experiment set reading = ${JSON.stringify(reading)}::jsonb
    where id = ${id} and ended_at is null`)
