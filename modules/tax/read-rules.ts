/** Tax rules of other countries come as a file: docs/tax.md gives its form. */
import { z } from 'zod'
import { toDay } from '../../platform/clock.ts'
import { zDay } from '../../platform/contract.ts'
import { present } from '../../platform/errors.ts'
import type { Rational } from './rational.ts'
import { type Rule, rule } from './rule.ts'

const zFraction = z.string().regex(/^\d{1,18}\/[1-9]\d{0,17}$/)
const zSubject = z.enum([
  'ads',
  'coins',
  'gift',
  'tip',
  'subscription',
  'service',
  'royalty',
  'ad_share',
] as const)
const zWords = z.strictObject({ en: z.string().min(1), id: z.string().min(1) })
const zRule = z.strictObject({
  id: z.string(),
  series: z.string(),
  country: z.string(),
  kind: z.enum(['vat', 'income-individual', 'income-entity', 'royalty', 'income-nonresident']),
  effect: z.enum(['tax', 'surcharge', 'exempt', 'never']).default('tax'),
  from: zDay,
  to: zDay.nullable().default(null),
  subjects: z.array(zSubject),
  who: z
    .strictObject({
      form: z.enum(['individual', 'entity']),
      residence: z.enum(['resident', 'foreign']),
      hasTaxId: z.boolean(),
      treaty: z.string().regex(/^[A-Z]{2}$/),
    })
    .partial()
    .default({}),
  base: zFraction.default('1/1'),
  rate: z.union([
    zFraction,
    z
      .array(
        z.strictObject({
          upTo: z
            .string()
            .regex(/^\d{1,18}$/)
            .nullable(),
          rate: zFraction,
        }),
      )
      .min(1),
  ]),
  rounding: z.enum(['half-up', 'down', 'up']).default('half-up'),
  remitAs: z.string().regex(/^[a-z0-9-]{2,20}$/),
  onTopOf: z.array(z.string()).default([]),
  insteadOf: z
    .strictObject({ series: z.array(z.string()), subjects: z.array(zSubject) })
    .default({ series: [], subjects: [] }),
  article: z.string().min(1),
  certainty: z.enum(['settled', 'uncertain']),
  explanation: zWords,
  sources: z.array(z.string()).default([]),
  exampleGross: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable()
    .default(null),
})

/** @throws ZodError, or AssertionFailed for a row that makes no sense */
export function rulesFromJson(text: string): Rule[] {
  return z
    .array(zRule)
    .parse(JSON.parse(text))
    .map(({ who, ...one }) =>
      rule({
        ...one,
        who: {
          ...(who.form === undefined ? {} : { form: who.form }),
          ...(who.residence === undefined ? {} : { residence: who.residence }),
          ...(who.hasTaxId === undefined ? {} : { hasTaxId: who.hasTaxId }),
          ...(who.treaty === undefined ? {} : { treaty: who.treaty }),
        },
        from: toDay(one.from),
        to: one.to === null ? null : toDay(one.to),
        base: fraction(one.base),
        rate:
          typeof one.rate === 'string'
            ? fraction(one.rate)
            : one.rate.map(({ upTo, rate }) => ({
                upTo: upTo === null ? null : BigInt(upTo),
                rate: fraction(rate),
              })),
        exampleGross: one.exampleGross === null ? null : BigInt(one.exampleGross),
      }),
    )
}

function fraction(text: string): Rational {
  const [num, den] = text.split('/')
  return { num: BigInt(present(num, 'checked')), den: BigInt(present(den, 'checked')) }
}
