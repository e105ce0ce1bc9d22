/** What else is known of a line, in the order people ask: a known fact has words and a form, any other keeps its name. */
import type { PlainKey } from '#i18n/words.svelte.ts'

export type FactForm = 'text' | 'count' | 'period' | 'id'
export interface Fact {
  readonly name: string
  readonly label: PlainKey | undefined
  readonly form: FactForm
  readonly value: string
}

const known: Readonly<Record<string, { readonly label: PlainKey; readonly form: FactForm }>> = {
  period: { label: 'earn.about.period', form: 'period' },
  item: { label: 'earn.about.item', form: 'text' },
  count: { label: 'earn.about.count', form: 'count' },
  coins: { label: 'earn.about.coins', form: 'count' },
  month: { label: 'earn.about.month', form: 'count' },
  gift: { label: 'earn.about.gift', form: 'id' },
  tip: { label: 'earn.about.tip', form: 'id' },
  subscription: { label: 'earn.about.subscription', form: 'id' },
  charge: { label: 'earn.about.charge', form: 'id' },
  payment: { label: 'earn.about.payment', form: 'id' },
}
const order = Object.keys(known)

export function factsOf(about: Readonly<Record<string, string>>): Fact[] {
  const at = (name: string): number => {
    const index = order.indexOf(name)
    return index < 0 ? order.length : index
  }
  return Object.entries(about)
    .map(([name, value]) => {
      const face = known[name]
      // A value that is not of its form is shown as it is: nothing is hidden for being unexpected.
      const form = face && fits(face.form, value) ? face.form : 'text'
      return { name, label: face?.label, form, value }
    })
    .sort((a, b) => at(a.name) - at(b.name) || (a.name < b.name ? -1 : 1))
}

function fits(form: FactForm, value: string): boolean {
  return form !== 'count' || /^\d{1,19}$/.test(value)
}

export interface Price {
  /** What was given, before anyone's part. */
  readonly worth: bigint
  readonly platform: bigint
  /** What goes to those who share the clip. */
  readonly others: bigint
  readonly mine: bigint
}

/** The way from what was given to one's own line. @returns undefined where the figures do not belong together */
export function priceOf(
  given: { readonly worthIdr: string; readonly creatorIdr: string },
  amountIdr: string,
): Price | undefined {
  const worth = BigInt(given.worthIdr)
  const creators = BigInt(given.creatorIdr)
  const mine = BigInt(amountIdr)
  if (worth < creators || creators < mine) return undefined
  return { worth, platform: worth - creators, others: creators - mine, mine }
}
