/** A tax rule is data: a dated row that says what is taken, from what, by which article, and how sure we are of it. */
import { createHash } from 'node:crypto'
import { type Day, isDay } from '../../platform/clock.ts'
import type { Words } from '../../platform/contract.ts'
import { assert } from '../../platform/errors.ts'
import type { Rational } from './rational.ts'

/** What a tax is a tax on. */
export type TaxKind = 'vat' | 'income-individual' | 'income-entity' | 'royalty' | 'income-nonresident'

/** What a price is asked for. */
export type Supply = 'ads' | 'coins' | 'gift' | 'tip' | 'subscription' | 'service'
/** What a payout is paid for. */
export type Income = 'service' | 'royalty' | 'ad_share' | 'gift'

export type Form = 'individual' | 'entity'

/** Marginal: the part of the base above the bracket before and up to `upTo` is taxed by `rate`. */
export interface Bracket {
  /** null: without end; the last one. */
  readonly upTo: bigint | null
  readonly rate: Rational
}

export type Rounding = 'half-up' | 'down' | 'up'

/** Whom a rule is about; what is not said is any. */
export interface Who {
  readonly form?: Form
  /** Whether the payee's country is that of the rule. */
  readonly residence?: 'resident' | 'foreign'
  readonly hasTaxId?: boolean
  /** The other country of a treaty whose proof of residence was accepted. */
  readonly treaty?: string
}

export interface Rule {
  readonly id: string
  /** Rows of one series follow each other: the next one ends the one before. So no row is ever edited. */
  readonly series: string
  /** ISO 3166-1 alpha-2: whose law it is. */
  readonly country: string
  readonly kind: TaxKind
  /** `tax` takes from an amount; `surcharge` takes again from what other series took; `exempt` only sets other rules
   *  aside; `never` applies to nobody and is there to say why. */
  readonly effect: 'tax' | 'surcharge' | 'exempt' | 'never'
  readonly from: Day
  /** The last day, where the law itself sets one. */
  readonly to: Day | null
  readonly subjects: readonly (Supply | Income)[]
  readonly who: Who
  /** Which part of the amount is taxed. */
  readonly base: Rational
  readonly rate: Rational | readonly Bracket[]
  readonly rounding: Rounding
  /** Under which heading it is handed to the state: names the ledger account. */
  readonly remitAs: string
  /** For a surcharge: on top of which series. */
  readonly onTopOf: readonly string[]
  /** Series that this rule stands instead of, for these subjects and for those whom it is about. */
  readonly insteadOf: { readonly series: readonly string[]; readonly subjects: readonly (Supply | Income)[] }
  readonly article: string
  /** An uncertain rule is off until an operator switches it on. */
  readonly certainty: 'settled' | 'uncertain'
  readonly explanation: Words
  readonly sources: readonly string[]
  /** An amount that the public page works out as an example. */
  readonly exampleGross: bigint | null
}

const none = { series: [], subjects: [] }

type Given = Pick<
  Rule,
  | 'id'
  | 'series'
  | 'country'
  | 'kind'
  | 'from'
  | 'subjects'
  | 'remitAs'
  | 'article'
  | 'certainty'
  | 'explanation'
> &
  Partial<Rule>

/** Fills in what most rules leave unsaid. @throws AssertionFailed when the row makes no sense */
export function rule(given: Given): Rule {
  const whole: Rule = {
    effect: 'tax',
    to: null,
    who: {},
    base: { num: 1n, den: 1n },
    rate: { num: 0n, den: 1n },
    rounding: 'half-up',
    onTopOf: [],
    insteadOf: none,
    sources: [],
    exampleGross: null,
    ...given,
  }
  check(whole)
  return whole
}

export const bracketsOf = (rate: Rule['rate']): readonly Bracket[] =>
  'num' in rate ? [{ upTo: null, rate }] : rate

function check(one: Rule): void {
  const says = (what: string): string => `tax rule ${one.id}: ${what}`
  assert(/^[a-z]{2}\.[a-z0-9.-]{1,60}$/.test(one.id), says('an id is like "id.vat.2025"'))
  assert(/^[A-Z]{2}$/.test(one.country), says('a country is two capital letters'))
  assert(isDay(one.from) && (one.to === null || (isDay(one.to) && one.from <= one.to)), says('its days'))
  assert(isShare(one.base), says('a base is between 0 and 1'))
  const brackets = bracketsOf(one.rate)
  assert(brackets.at(-1)?.upTo === null, says('the last bracket has no end'))
  let before = 0n
  for (const [i, { upTo, rate }] of brackets.entries()) {
    assert(isShare(rate), says('a rate is between 0 and 1'))
    assert(upTo === null ? i === brackets.length - 1 : upTo > before, says('brackets rise'))
    before = upTo ?? before
  }
  assert((one.effect === 'surcharge') === one.onTopOf.length > 0, says('a surcharge is on top of something'))
}

const isShare = ({ num, den }: Rational): boolean => den > 0n && num >= 0n && num <= den

/** What a rule computes, by which law, in a fixed order. Words for people and sources are not part of it. */
function body(one: Rule) {
  const rational = ({ num, den }: Rational) => `${num}/${den}`
  return {
    id: one.id,
    series: one.series,
    country: one.country,
    kind: one.kind,
    effect: one.effect,
    from: one.from,
    to: one.to,
    subjects: one.subjects.toSorted(),
    form: one.who.form ?? null,
    residence: one.who.residence ?? null,
    hasTaxId: one.who.hasTaxId ?? null,
    treaty: one.who.treaty ?? null,
    base: rational(one.base),
    brackets: bracketsOf(one.rate).map(({ upTo, rate }) => [
      upTo === null ? null : String(upTo),
      rational(rate),
    ]),
    rounding: one.rounding,
    remitAs: one.remitAs,
    onTopOf: one.onTopOf.toSorted(),
    insteadOfSeries: one.insteadOf.series.toSorted(),
    insteadOfSubjects: one.insteadOf.subjects.toSorted(),
    article: one.article,
    certainty: one.certainty,
  }
}

export const bodyText = (one: Rule): string => JSON.stringify(body(one))
export const ruleHash = (one: Rule): string => createHash('sha256').update(bodyText(one)).digest('hex')

/** The last day of a rule among its series; null: no end is in sight. */
export function lastDay(one: Rule, rules: readonly Rule[], dayBefore: (day: Day) => Day): Day | null {
  const next = rules
    .filter(({ series, from }) => series === one.series && from > one.from)
    .map(({ from }) => from)
    .sort()[0]
  if (next === undefined) return one.to
  const before = dayBefore(next)
  return one.to !== null && one.to < before ? one.to : before
}

/** The row of each series that stands on that day, in the order of the rules. */
export function rulesOn(rules: readonly Rule[], day: Day): Rule[] {
  return rules.filter(
    (one) =>
      one.from <= day &&
      (one.to === null || day <= one.to) &&
      !rules.some(({ series, from }) => series === one.series && from > one.from && from <= day),
  )
}
