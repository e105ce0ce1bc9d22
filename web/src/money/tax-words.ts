/** A tax line as a receipt tells it. */
import { rupiahText } from '#fan/fraction.ts'
import { language, type PlainKey, t } from '#i18n/words.svelte.ts'

interface TaxLine {
  readonly ruleId: string
  readonly remitAs: string
  readonly article: string
  readonly certainty: 'settled' | 'uncertain'
  readonly taxIdr: string
  readonly steps: readonly { readonly says: string; readonly value: string }[]
}
const names: Readonly<Record<string, PlainKey>> = {
  pph21: 'tax.name.pph21',
  pph23: 'tax.name.pph23',
  pph26: 'tax.name.pph26',
  ppn: 'tax.name.ppn',
}
/** 'pph21' → 'PPh 21'; one that is not known keeps its own name. */
export function taxName(remitAs: string): string {
  const key = names[remitAs]
  return key ? t(key) : remitAs
}

export const taxBillLine = (line: TaxLine, at: number) => ({
  key: `tax${at}`,
  label: taxName(line.remitAs),
  note: `${line.article} · ${line.ruleId}`,
  idr: -BigInt(line.taxIdr),
  steps: line.steps.map((step) => ({ says: step.says, value: rupiahText(step.value, language.now) })),
  fold: t('tax.howWorkedOut'),
})
