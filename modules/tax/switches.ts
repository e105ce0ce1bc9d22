import { type Day, dayOf, nextDay } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { taxRefusals } from './contract.ts'
import type { Rule } from './rule.ts'
import { addSwitch, listSwitches, lockRules, type Switch } from './store.ts'

/** @param switches in the order in which they were made */
export function switchedOn(one: Rule, switches: readonly Switch[], day: Day): boolean {
  if (one.certainty === 'settled') return true
  return switches.findLast(({ ruleId, from }) => ruleId === one.id && from <= day)?.on ?? false
}

/** Other processes read the switches every minute: what is switched within the last ten of a day waits a day more. */
const marginMs = 600_000

/** @throws Refusal rule_not_found, rule_settled */
export async function switchRule(
  db: Db,
  { rules, now, timeZone }: { rules: readonly Rule[]; now: Date; timeZone: string },
  { operatorId, ruleId, on, note }: { operatorId: string; ruleId: string; on: boolean; note: string },
): Promise<Rule> {
  const one = rules.find(({ id }) => id === ruleId) ?? refuse(taxRefusals.rule_not_found, { ruleId })
  if (one.certainty === 'settled' || one.effect === 'never') refuse(taxRefusals.rule_settled, { ruleId })
  const from = nextDay(dayOf(new Date(now.getTime() + marginMs), timeZone))
  await db.transaction(async (tx) => {
    await lockRules(tx)
    const latest = (await listSwitches(tx)).findLast((made) => made.ruleId === ruleId)
    if ((latest?.on ?? false) === on) return
    await addSwitch(tx, { ruleId, on, from, note }, operatorId, now)
  })
  return one
}
