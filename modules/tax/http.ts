import type { Http } from '../../platform/http/index.ts'
import { requireRole } from '../identity/index.ts'
import { taxRoutes as routes } from './contract.ts'
import type { RuleState, Tax } from './index.ts'
import type { Rational } from './rational.ts'
import { bracketsOf } from './rule.ts'

export function mountTax(http: Http, tax: Tax): void {
  http.handle(routes.listRules, async () => ({
    country: tax.country,
    rules: (await tax.rules()).map(ruleReply),
  }))
  http.handle(routes.switchRule, async ({ caller, params, body }) => ({
    rule: ruleReply(await tax.switchRule(requireRole(caller, 'operator'), params.ruleId, body.on, body.note)),
  }))
}

const fraction = ({ num, den }: Rational): string => `${num}/${den}`

const ruleReply = ({ rule, hash, to, state, switches, example }: RuleState) => ({
  id: rule.id,
  series: rule.series,
  country: rule.country,
  kind: rule.kind,
  effect: rule.effect,
  from: rule.from,
  to,
  subjects: [...rule.subjects],
  who: {
    form: rule.who.form ?? null,
    residence: rule.who.residence ?? null,
    hasTaxId: rule.who.hasTaxId ?? null,
    treaty: rule.who.treaty ?? null,
  },
  base: fraction(rule.base),
  brackets: bracketsOf(rule.rate).map(({ upTo, rate }) => ({
    upToIdr: upTo === null ? null : String(upTo),
    rate: fraction(rate),
  })),
  rounding: rule.rounding,
  onTopOf: [...rule.onTopOf],
  insteadOf: { series: [...rule.insteadOf.series], subjects: [...rule.insteadOf.subjects] },
  remitAs: rule.remitAs,
  article: rule.article,
  certainty: rule.certainty,
  explanation: rule.explanation,
  sources: [...rule.sources],
  hash,
  state,
  switches: switches.map(({ on, from, note }) => ({ on, from, note })),
  example: example && {
    grossIdr: String(example.grossIdr),
    taxIdr: String(example.taxIdr),
    steps: example.steps.map(({ says, value }) => ({ says, value })),
  },
})
