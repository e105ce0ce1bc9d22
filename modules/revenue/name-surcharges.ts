import { assert } from '../../platform/errors.ts'
import type { Movement } from './deps.ts'
import type { TaxRuleFacts } from './tax-rule.ts'

/** Says of each surcharge among tax lines which rule it is on top of: that of the same payment whose series it names.
 *  Lines of one payment come in one page. Pure.
 *  @throws AssertionFailed when there is none */
export function nameSurcharges(
  page: readonly Movement[],
  rules: readonly TaxRuleFacts[],
): readonly Movement[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return page.map((one) => {
    const { tax } = one
    const rule = tax === null ? undefined : byId.get(tax.ruleId)
    if (tax === null || tax.onTopOf !== null || rule?.effect !== 'surcharge') return one
    const below = page.find(
      (other) =>
        other.tax !== null &&
        other.creatorId === one.creatorId &&
        other.at.getTime() === one.at.getTime() &&
        other.tax.gross === tax.gross &&
        rule.onTopOf.includes(byId.get(other.tax.ruleId)?.series ?? ''),
    )
    assert(below?.tax, `the surcharge ${rule.id} is on top of a tax of the same payment`)
    return { ...one, tax: { ...tax, onTopOf: below.tax.ruleId } }
  })
}

/** Rules that lines of the page name. */
export const rulesOf = (page: readonly Movement[]): string[] => [
  ...new Set(page.flatMap(({ tax }) => (tax === null ? [] : [tax.ruleId]))),
]
