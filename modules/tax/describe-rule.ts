import { addDays, type Day } from '../../platform/clock.ts'
import { computeTax, type TaxCase, type TaxStep } from './compute.ts'
import { lastDay, type Rule, ruleHash, rulesOn } from './rule.ts'
import type { Switch } from './store.ts'
import { switchedOn } from './switches.ts'

/** A rule as it stands today. */
export interface RuleState {
  readonly rule: Rule
  readonly hash: string
  /** Its last day; null: no end is in sight. */
  readonly to: Day | null
  readonly state: 'in_force' | 'off' | 'announced' | 'past' | 'never'
  /** The newest first. */
  readonly switches: readonly Switch[]
  readonly example: {
    readonly grossIdr: bigint
    readonly taxIdr: bigint
    readonly steps: readonly TaxStep[]
  } | null
}

export function describeRule(
  one: Rule,
  rules: readonly Rule[],
  switches: readonly Switch[],
  today: Day,
): RuleState {
  return {
    rule: one,
    hash: ruleHash(one),
    to: lastDay(one, rules, (day) => addDays(day, -1)),
    state: stateOf(one, rules, switches, today),
    switches: switches.filter(({ ruleId }) => ruleId === one.id).reverse(),
    example: exampleOf(one),
  }
}

function stateOf(
  one: Rule,
  rules: readonly Rule[],
  switches: readonly Switch[],
  today: Day,
): RuleState['state'] {
  if (one.effect === 'never') return 'never'
  if (one.from > today) return 'announced'
  if (!rulesOn(rules, today).includes(one)) return 'past'
  return switchedOn(one, switches, today) ? 'in_force' : 'off'
}

/** What the rule alone takes from its example amount, from whom it is about. */
function exampleOf(one: Rule): RuleState['example'] {
  const [subject] = one.subjects
  if (one.exampleGross === null || subject === undefined || one.effect !== 'tax') return null
  const [line] = computeTax([one], caseOf(one, one.exampleGross, subject))
  return line ? { grossIdr: one.exampleGross, taxIdr: line.taxIdr, steps: line.steps } : null
}

function caseOf(one: Rule, gross: bigint, subject: Rule['subjects'][number]): TaxCase {
  const day = one.from
  if (one.kind === 'vat' && subject !== 'royalty' && subject !== 'ad_share')
    return { of: 'price', gross, day, subject }
  return {
    of: 'payout',
    gross,
    day,
    subject: subject === 'gift' || subject === 'royalty' || subject === 'ad_share' ? subject : 'service',
    payee: {
      country: one.who.residence === 'foreign' ? (one.who.treaty ?? '') : one.country,
      form: one.who.form ?? 'individual',
      hasTaxId: one.who.hasTaxId ?? true,
      treaty: one.who.treaty,
    },
  }
}
