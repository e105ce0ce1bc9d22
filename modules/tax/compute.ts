/** The engine: which rules meet a case, and what each takes. Pure; every number is exact until its one rounding. */
import type { Day } from '../../platform/clock.ts'
import type { Words } from '../../platform/contract.ts'
import { assert } from '../../platform/errors.ts'
import { decimal, isLess, minus, plus, type Rational, rational, round, times } from './rational.ts'
import { bracketsOf, type Form, type Income, type Rule, type Supply, type TaxKind } from './rule.ts'

export interface Payee {
  /** Where the payee is taxed as a resident: ISO 3166-1 alpha-2. */
  readonly country: string
  readonly form: Form
  /** A tax number that was verified (in Indonesia NPWP, or a NIK that serves as one). */
  readonly hasTaxId: boolean
  /** The country of a treaty whose proof of residence was accepted. */
  readonly treaty?: string | undefined
}

/** One step of the sum, in words that a person can follow. */
export interface TaxStep {
  readonly says: Words
  /** What it comes to, exactly: a whole number, or `num/den`. */
  readonly value: string
}

export interface TaxLine {
  readonly ruleId: string
  readonly kind: TaxKind
  /** The heading under which it is handed to the state: `vat`, `pph21`, `pph23`, `pph26`, … */
  readonly remitAs: string
  readonly article: string
  readonly certainty: 'settled' | 'uncertain'
  /** What the rate is laid on, in whole units, for the paper; the tax itself is computed from the exact one. */
  readonly baseIdr: bigint
  readonly taxIdr: bigint
  readonly steps: readonly TaxStep[]
}

/** What is asked: VAT on a price, or what is withheld from a payout. */
export type TaxCase = { readonly gross: bigint; readonly day: Day } & (
  | { readonly of: 'price'; readonly subject: Supply }
  | { readonly of: 'payout'; readonly subject: Income; readonly payee: Payee }
)

interface Taken {
  readonly rule: Rule
  readonly exact: Rational
  readonly line: TaxLine
}

/** @param rules those that are in force that day and switched on
 *  @throws AssertionFailed when they would withhold more than there is */
export function computeTax(rules: readonly Rule[], asked: TaxCase): readonly TaxLine[] {
  assert(asked.gross >= 0n, 'tax is taken from an amount that is not negative')
  const meant = rules.filter((one) => (one.kind === 'vat') === (asked.of === 'price') && isAbout(one, asked))
  const setAside = new Set(
    meant
      .filter(({ insteadOf }) => insteadOf.subjects.includes(asked.subject))
      .flatMap(({ insteadOf }) => insteadOf.series),
  )
  const taken = meant
    .filter(({ effect, series, subjects }) => {
      return effect === 'tax' && subjects.includes(asked.subject) && !setAside.has(series)
    })
    .map((one) => take(one, rational(asked.gross), one.kind, grossStep(asked.gross)))
  const surcharges = meant
    .filter(({ effect, series }) => effect === 'surcharge' && !setAside.has(series))
    .flatMap((one) =>
      taken
        .filter(({ rule }) => one.onTopOf.includes(rule.series))
        .map(({ rule, exact }) => take(one, exact, rule.kind, taxStep(rule.id, exact))),
    )
  const lines = [...taken, ...surcharges].map(({ line }) => line)
  const sum = lines.reduce((total, { taxIdr }) => total + taxIdr, 0n)
  assert(sum <= asked.gross, 'the rules take more than there is')
  return lines
}

function isAbout({ who, country, subjects, effect, insteadOf }: Rule, asked: TaxCase): boolean {
  if (effect === 'never') return false
  if (effect !== 'surcharge' && ![...subjects, ...insteadOf.subjects].includes(asked.subject)) return false
  if (asked.of === 'price') return true
  const { payee } = asked
  if (who.form !== undefined && who.form !== payee.form) return false
  if (who.residence !== undefined && (who.residence === 'resident') !== (payee.country === country))
    return false
  if (who.hasTaxId !== undefined && who.hasTaxId !== payee.hasTaxId) return false
  return who.treaty === undefined || who.treaty === payee.treaty
}

function take(one: Rule, amount: Rational, kind: TaxKind, first: TaxStep): Taken {
  const steps = [first]
  const base = times(amount, one.base)
  if (one.base.num !== one.base.den)
    steps.push(step(`${share(one.base, 'en')} of it`, `${share(one.base, 'id')} darinya`, base))
  let exact = rational(0n)
  let from = rational(0n)
  const brackets = bracketsOf(one.rate)
  for (const { upTo, rate } of brackets) {
    if (!isLess(from, base) && brackets.length > 1) break
    const end = upTo === null || isLess(base, rational(upTo)) ? base : rational(upTo)
    const part = minus(end, from)
    const tax = times(part, rate)
    steps.push(
      step(
        `${share(rate, 'en')} of ${decimal(part, signs.en)}`,
        `${share(rate, 'id')} dari ${decimal(part, signs.id)}`,
        tax,
      ),
    )
    exact = plus(exact, tax)
    from = end
  }
  const taxIdr = round(exact, one.rounding)
  const said = roundingWords[one.rounding]
  steps.push(step(`tax, rounded once ${said.en}`, `pajak, dibulatkan sekali ${said.id}`, rational(taxIdr)))
  const line = {
    ruleId: one.id,
    kind,
    remitAs: one.remitAs,
    article: one.article,
    certainty: one.certainty,
    baseIdr: round(base, one.rounding),
    taxIdr,
    steps,
  }
  return { rule: one, exact, line }
}

const signs = { en: [',', '.'], id: ['.', ','] } as const

const roundingWords = {
  'half-up': { en: 'to the nearest whole unit', id: 'ke satuan utuh terdekat' },
  down: { en: 'down', id: 'ke bawah' },
  up: { en: 'up', id: 'ke atas' },
}

/** 11/12 stays a fraction; 12/100 is 12%. */
function share(value: Rational, lang: 'en' | 'id'): string {
  const percent = times(value, rational(100))
  return 100n % percent.den === 0n ? `${decimal(percent, signs[lang])}%` : `${value.num}/${value.den}`
}

const step = (en: string, id: string, value: Rational): TaxStep => ({
  says: { en, id },
  value: value.den === 1n ? String(value.num) : `${value.num}/${value.den}`,
})

const grossStep = (gross: bigint): TaxStep => step('the whole amount', 'jumlah seluruhnya', rational(gross))
const taxStep = (ruleId: string, exact: Rational): TaxStep =>
  step(`the tax of ${ruleId}, before rounding`, `pajak menurut ${ruleId}, sebelum dibulatkan`, exact)
