import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface KeptRule {
  readonly id: string
  readonly hash: string
}

export interface NewKeptRule extends KeptRule {
  readonly country: string
  readonly series: string
  readonly from: string
  readonly body: string
}

/** One at a time, over all processes, until the transaction ends. */
export const lockRules = (tx: Tx) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('panggung.tax', 0))`)

export const listKept = (on: Queryable, country: string) =>
  on.all(sql<KeptRule>`select id, hash from tax.rule where country = ${country}`)

export const keepRule = (tx: Tx, rule: NewKeptRule, at: Date) =>
  tx.run(sql`
    insert into tax.rule (id, country, series, valid_from, body, hash, recorded_at)
    values (${rule.id}, ${rule.country}, ${rule.series}, ${rule.from}, ${rule.body}, ${rule.hash}, ${at})`)

export interface Switch {
  readonly ruleId: string
  readonly on: boolean
  readonly from: Day
  readonly note: string
}

/** In the order in which they were made. */
export async function listSwitches(on: Queryable): Promise<Switch[]> {
  const rows = await on.all(sql<{ ruleId: string; on: boolean; from: string; note: string }>`
    select rule_id as "ruleId", is_on as "on", effective_from as "from", note from tax.switch order by n`)
  return rows.map((row) => ({ ...row, from: toDay(row.from) }))
}

export const addSwitch = (tx: Tx, { ruleId, on, from, note }: Switch, operatorId: string, at: Date) =>
  tx.run(sql`
    insert into tax.switch (rule_id, is_on, effective_from, note, operator_id, switched_at)
    values (${ruleId}, ${on}, ${from}, ${note}, ${operatorId}, ${at})`)
