/** Statements on versions and days. Those on experiments are in store-experiments.ts. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

/** No payload that matters: whoever hears it reads again. */
export const changedChannel = 'tuning_changed'

/** Every process hears of it when the transaction commits. */
export const notifyChanged = (tx: Tx) => tx.run(sql`select pg_notify(${changedChannel}, '')`)

/** `settings` and `changes` as they were inserted. */
export interface VersionRow {
  readonly version: number
  readonly settings: unknown
  readonly changes: unknown
  readonly note: string
  readonly backTo: number | null
  readonly publishedBy: string
  readonly publishedAt: Date
}

const versionColumns = sql.raw(
  'version, settings, changes, note, back_to as "backTo", published_by as "publishedBy", published_at as "publishedAt"',
)

/** @returns false when the version is there already */
export const insertVersion = async (
  tx: Tx,
  row: Omit<VersionRow, 'settings' | 'changes'> & { readonly settings: object; readonly changes: object },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into tuning.version (version, settings, changes, note, back_to, published_by, published_at)
    values (${row.version}, ${JSON.stringify(row.settings)}::jsonb, ${JSON.stringify(row.changes)}::jsonb, ${row.note},
      ${row.backTo}, ${row.publishedBy}, ${row.publishedAt})
    on conflict do nothing`)) > 0

export const latestVersion = (on: Queryable) =>
  on.maybe(sql<VersionRow>`select ${versionColumns} from tuning.version order by version desc limit 1`)

export const findVersion = (on: Queryable, version: number) =>
  on.maybe(sql<VersionRow>`select ${versionColumns} from tuning.version where version = ${version}`)

/** The newest first. @param before versions below it */
export const listVersions = (on: Queryable, before: number | null, limit: number) =>
  on.all(sql<VersionRow>`
    select ${versionColumns} from tuning.version
    where ${before}::int is null or version < ${before} order by version desc limit ${limit}`)

/** `figures` as they were inserted. The newest first. */
export const listDays = async (on: Queryable, from: Day): Promise<{ day: Day; figures: unknown }[]> => {
  const rows = await on.all(sql<{ day: string; figures: unknown }>`
    select day, figures from tuning.day where day >= ${from} order by day desc`)
  return rows.map((row) => ({ ...row, day: toDay(row.day) }))
}

/** Made again, it is replaced: late reports belong to a day until it is closed. */
export const upsertDay = (tx: Tx, day: Day, figures: object, at: Date) =>
  tx.run(sql`
    insert into tuning.day (day, figures, made_at) values (${day}, ${JSON.stringify(figures)}::jsonb, ${at})
    on conflict (day) do update set figures = excluded.figures, made_at = excluded.made_at`)
