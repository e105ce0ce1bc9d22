/** Tax by dated rules that anyone can read.
 *
 *  - A rule is a row of data with its article, its days and how sure we are; a row that was in force is never edited
 *    (its hash is kept), only followed by another.
 *  - An uncertain rule takes nothing until an operator switches it on, with a note; from the next day on and never for
 *    days that have begun. So a day has one set of rules, and a tax line can be computed again years later.
 *  - A line is exact fractions until its one rounding, and shows its steps. */
import { readFileSync } from 'node:fs'
import type { Clock, Day } from '../../platform/clock.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { computeTax, type Payee, type TaxCase, type TaxLine } from './compute.ts'
import type { TaxConfig } from './config.ts'
import { describeRule, type RuleState } from './describe-rule.ts'
import { keepRules } from './keep-rules.ts'
import { rulesFromJson } from './read-rules.ts'
import { type Income, type Rule, rulesOn, type Supply } from './rule.ts'
import { indonesia } from './rules/indonesia.ts'
import { listSwitches, type Switch } from './store.ts'
import { switchedOn, switchRule } from './switches.ts'

export { vatPayable, withheldAccount } from './accounts.ts'
export { computeTax, type Payee, type TaxCase, type TaxLine, type TaxStep } from './compute.ts'
export { taxConfig, type TaxConfig } from './config.ts'
export type { RuleState } from './describe-rule.ts'
export { mountTax } from './http.ts'
export { rulesFromJson } from './read-rules.ts'
export type { Income, Rule, Supply, TaxKind } from './rule.ts'
export { indonesia } from './rules/indonesia.ts'

export interface TaxDeps {
  readonly db: Db
  readonly clock: Clock
  /** Whose law is applied; the stage's own country. `ID` unless told. */
  readonly country?: string
  /** The rules of all countries there are; Indonesia's unless told. */
  readonly rules?: readonly Rule[]
  /** Whose midnight begins a day; Asia/Jakarta unless told. */
  readonly timeZone?: string
  /** Told when the switches could not be read again; those read before still hold. */
  readonly onFault?: (error: unknown) => void
}

export interface Tax {
  readonly country: string
  /** VAT that is added to a price on that day; undefined: none is due on this.
   *  @param supply what the price is for; `service` unless told. VAT on coins is due when they are bought (`coins`), or,
   *  when the operator has switched that rule on, when they are given (`gift`): ask at both points. */
  vatOn(priceExclusive: bigint, day: Day, supply?: Supply): TaxLine | undefined
  /** What is withheld from a payout: a line for each rule that takes something, surcharges after what they are on. */
  withholdingOn(gross: bigint, payee: Payee, income: Income, day: Day): readonly TaxLine[]
  /** Every rule of the country, past and announced ones too. */
  rules(): Promise<RuleState[]>
  /** Takes effect on the next day. To switch to what already is changes nothing.
   *  @throws Refusal rule_not_found, rule_settled */
  switchRule(operatorId: string, ruleId: string, on: boolean, note: string): Promise<RuleState>
  /** Reads again what other processes switched; {@link start} does it every minute. */
  refresh(): Promise<void>
  start(): void
  stop(): void
}

const refreshMs = 60_000

/** Keeps the rules' hashes and reads the switches. @throws AssertionFailed when a kept rule was edited or removed */
export async function createTax(deps: TaxDeps): Promise<Tax> {
  const { db, clock, country = 'ID', timeZone = 'Asia/Jakarta', onFault = () => {} } = deps
  const rules = (deps.rules ?? indonesia).filter((one) => one.country === country)
  assert(rules.length > 0, `there are no tax rules for ${country}`)
  await keepRules(db, country, rules, clock.now())
  let switches: readonly Switch[] = await listSwitches(db)
  let timer: NodeJS.Timeout | undefined

  const refresh = async (): Promise<void> => {
    switches = await listSwitches(db)
  }
  const compute = (asked: TaxCase): readonly TaxLine[] =>
    computeTax(
      rulesOn(rules, asked.day).filter((one) => switchedOn(one, switches, asked.day)),
      asked,
    )
  const describe = (one: Rule): RuleState => describeRule(one, rules, switches, dayOf(clock.now(), timeZone))

  return {
    country,
    vatOn(priceExclusive, day, supply = 'service') {
      const lines = compute({ of: 'price', gross: priceExclusive, subject: supply, day })
      assert(lines.length <= 1, 'a price has one VAT')
      return lines[0]
    },
    withholdingOn: (gross, payee, income, day) =>
      compute({ of: 'payout', gross, payee, subject: income, day }),
    async rules() {
      await refresh()
      return rules.map(describe)
    },
    async switchRule(operatorId, ruleId, on, note) {
      const one = await switchRule(
        db,
        { rules, now: clock.now(), timeZone },
        { operatorId, ruleId, on, note },
      )
      await refresh()
      return describe(one)
    },
    refresh,
    start() {
      timer ??= setInterval(() => void refresh().catch(onFault), refreshMs)
      timer.unref()
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}

/** The rules that a stage is configured with: Indonesia's, and those of a file for other countries. */
export function configuredRules(config: TaxConfig): readonly Rule[] {
  return config.RULES === ''
    ? indonesia
    : [...indonesia, ...rulesFromJson(readFileSync(config.RULES, 'utf8'))]
}
