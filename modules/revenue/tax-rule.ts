import type { Rule } from '../tax/index.ts'
import type { Share } from './allocate.ts'
import type { Canonical } from './canonical-json.ts'
import { hashOf } from './sign.ts'

/** A tax rule as documents carry it: what is needed to compute a line again, and the article it rests on. */
export interface TaxRuleFacts {
  readonly id: string
  readonly series: string
  readonly kind: string
  readonly effect: 'tax' | 'surcharge'
  readonly from: string
  /** The last day, or null. */
  readonly to: string | null
  readonly base: Share
  readonly brackets: readonly { readonly upTo: bigint | null; readonly rate: Share }[]
  readonly rounding: 'half-up' | 'down' | 'up'
  readonly onTopOf: readonly string[]
  readonly article: string
  readonly certainty: 'settled' | 'uncertain'
}

/** What documents carry of a rule that takes something. @returns undefined for a rule that takes nothing itself */
export function taxRuleFacts(rule: Rule): TaxRuleFacts | undefined {
  const { effect, rate } = rule
  if (effect !== 'tax' && effect !== 'surcharge') return undefined
  return {
    id: rule.id,
    series: rule.series,
    kind: rule.kind,
    effect,
    from: rule.from,
    to: rule.to,
    base: rule.base,
    brackets: 'num' in rate ? [{ upTo: null, rate }] : rate,
    rounding: rule.rounding,
    onTopOf: rule.onTopOf,
    article: rule.article,
    certainty: rule.certainty,
  }
}

const fraction = ({ num, den }: Share) => ({ num: String(num), den: String(den) })

export const taxRuleBody = (rule: TaxRuleFacts) =>
  ({
    id: rule.id,
    series: rule.series,
    kind: rule.kind,
    effect: rule.effect,
    from: rule.from,
    to: rule.to,
    base: fraction(rule.base),
    brackets: rule.brackets.map(({ upTo, rate }) => ({
      upTo: upTo === null ? null : String(upTo),
      rate: fraction(rate),
    })),
    rounding: rule.rounding,
    onTopOf: [...rule.onTopOf],
    article: rule.article,
    certainty: rule.certainty,
  }) satisfies Canonical

export type TaxRuleBody = ReturnType<typeof taxRuleBody>

export const taxRuleHash = (body: TaxRuleBody): string => hashOf('panggung/tax-rule/2', body)
