import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export const sealedPlaces = [
  'name',
  'birth_date',
  'national_id',
  'tax_id',
  'guardian_name',
  'account_number',
  'account_holder',
  'bank_file',
  'slip',
  'notice',
] as const
export type SealedPlace = (typeof sealedPlaces)[number]

interface Sealed {
  /** What the value is bound to. */
  readonly owner: string
  /** The row. */
  readonly key: string
  readonly sealed: string
}

const payee = (column: string) => ({
  table: sql.raw('payouts.payee'),
  column: sql.raw(column),
  owner: sql.raw('account_id::text'),
  key: sql.raw('account_id::text'),
})
const account = (column: string) => ({
  table: sql.raw('payouts.bank_account'),
  column: sql.raw(column),
  owner: sql.raw('id::text'),
  key: sql.raw('id::text'),
})

const places = {
  name: payee('name_sealed'),
  birth_date: payee('birth_date_sealed'),
  national_id: payee('national_id_sealed'),
  tax_id: payee('tax_id_sealed'),
  guardian_name: payee('guardian_name_sealed'),
  account_number: account('account_number_sealed'),
  account_holder: account('account_holder_sealed'),
  bank_file: {
    table: sql.raw('payouts.batch_file'),
    column: sql.raw('content_sealed'),
    owner: sql.raw('batch_id::text'),
    key: sql.raw("batch_id::text || ' ' || format"),
  },
  slip: {
    table: sql.raw('payouts.slip'),
    column: sql.raw('people_sealed'),
    owner: sql.raw('id::text'),
    key: sql.raw('id::text'),
  },
  notice: {
    table: sql.raw('payouts.notice'),
    column: sql.raw('body_sealed'),
    owner: sql.raw('provider'),
    key: sql.raw("provider || ' ' || event_id"),
  },
} as const satisfies Record<SealedPlace, unknown>

/** Values that another key than the current one holds. */
export const findSealed = (on: Queryable, place: SealedPlace, currentKey: string, limit: number) => {
  const { table, column, owner, key } = places[place]
  return on.all(sql<Sealed>`
    select ${owner} as owner, ${key} as key, ${column} as sealed from ${table}
    where ${column} is not null and not starts_with(${column}, ${`${currentKey}.`}) limit ${limit}`)
}

/** @returns 0 when somebody changed it meanwhile */
export const replaceSealed = (tx: Tx, place: SealedPlace, rowKey: string, before: string, after: string) => {
  const { table, column, key } = places[place]
  return tx.run(
    sql`update ${table} set ${column} = ${after} where ${key} = ${rowKey} and ${column} = ${before}`,
  )
}
