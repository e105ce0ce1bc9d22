/** Which tax is taken, by which article, and how sure we are of it: readable by anyone. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zDay, zMoney } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'

export const taxRefusals = refusals({
  rule_not_found: {
    status: 404,
    en: 'There is no tax rule {ruleId}. Nothing was changed.',
    id: 'Aturan pajak {ruleId} tidak ada. Tidak ada yang berubah.',
  },
  rule_settled: {
    status: 409,
    en: 'The rule {ruleId} is settled law and is always on. Nothing was changed.',
    id: 'Aturan {ruleId} sudah pasti menurut hukum dan selalu berlaku. Tidak ada yang berubah.',
  },
})

const zWords = z.object({ en: z.string(), id: z.string() })
/** An exact fraction, as `num/den`. */
const zRational = z.string()

export const zTaxStep = z.object({ says: zWords, value: z.string() })
export const zTaxLine = z.object({
  ruleId: z.string(),
  kind: z.enum(['vat', 'income-individual', 'income-entity', 'royalty', 'income-nonresident']),
  remitAs: z.string(),
  article: z.string(),
  certainty: z.enum(['settled', 'uncertain']),
  baseIdr: zMoney,
  taxIdr: zMoney,
  steps: z.array(zTaxStep),
})

export const zTaxRule = z.object({
  id: z.string(),
  series: z.string(),
  country: z.string(),
  kind: z.enum(['vat', 'income-individual', 'income-entity', 'royalty', 'income-nonresident']),
  /** `tax`, `surcharge` on top of another, `exempt` (sets others aside), `never` (only says why it is not applied). */
  effect: z.enum(['tax', 'surcharge', 'exempt', 'never']),
  from: zDay,
  /** The last day; null: no end is in sight. */
  to: zDay.nullable(),
  subjects: z.array(z.string()),
  who: z.object({
    form: z.enum(['individual', 'entity']).nullable(),
    residence: z.enum(['resident', 'foreign']).nullable(),
    hasTaxId: z.boolean().nullable(),
    treaty: z.string().nullable(),
  }),
  base: zRational,
  /** Marginal; a plain rate is one bracket without end. */
  brackets: z.array(z.object({ upToIdr: zMoney.nullable(), rate: zRational })),
  rounding: z.enum(['half-up', 'down', 'up']),
  onTopOf: z.array(z.string()),
  insteadOf: z.object({ series: z.array(z.string()), subjects: z.array(z.string()) }),
  remitAs: z.string(),
  article: z.string(),
  certainty: z.enum(['settled', 'uncertain']),
  explanation: zWords,
  sources: z.array(z.string()),
  /** sha256 of what the rule computes; it never changes. */
  hash: z.string(),
  state: z.enum(['in_force', 'off', 'announced', 'past', 'never']),
  /** What was switched, the newest first. */
  switches: z.array(z.object({ on: z.boolean(), from: zDay, note: z.string() })),
  example: z.object({ grossIdr: zMoney, taxIdr: zMoney, steps: z.array(zTaxStep) }).nullable(),
})

export const taxRoutes = {
  listRules: route({
    method: 'GET',
    path: '/v1/tax/rules',
    summary: 'Every tax rule of the stage: rate, base, article, days, how sure it is, and whether it is on.',
    access: access.everyone,
    reply: z.object({ country: z.string(), rules: z.array(zTaxRule) }),
  }),
  switchRule: route({
    method: 'POST',
    path: '/v1/admin/tax/rules/:ruleId',
    summary:
      'Switch an uncertain rule on or off, from the next day on. Who, when and why is kept; the note is shown to everyone.',
    access: access.operators,
    params: z.object({ ruleId: z.string().max(64) }),
    body: z.strictObject({ on: z.boolean(), note: z.string().trim().min(3).max(500) }),
    reply: z.object({ rule: zTaxRule }),
    refusals: [
      identityRefusals.login_required,
      identityRefusals.not_allowed,
      taxRefusals.rule_not_found,
      taxRefusals.rule_settled,
    ],
    example: { on: true, note: 'Menurut surat konsultan pajak, 20 November 2026' },
  }),
}
export type TaxRoutes = RouteMap<typeof taxRoutes>
