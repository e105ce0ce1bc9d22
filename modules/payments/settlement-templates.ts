/** How the settlement files of providers are read, as data: the names of columns are all that differs. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const zTemplate = z.strictObject({
  provider: z.string(),
  separator: z.enum([',', ';', '\t']),
  /** Between thousands; '' when there is nothing. The other of dot and comma is the decimal mark. */
  thousands: z.enum(['', ',', '.']),
  columns: z.strictObject({
    /** What the provider was told as the payment's number. */
    reference: z.string(),
    gross: z.string(),
    /** Added up; what is missing in the file counts as nothing, but the first. */
    fees: z.array(z.string()).min(1),
    currency: z.string().optional(),
    kind: z.string().optional(),
  }),
  /** Values of the kind column, in lower case, that mean money back; a negative amount means it too. */
  moneyBack: z.array(z.string()),
})
export type SettlementTemplate = z.infer<typeof zTemplate>

export const knownTemplates: readonly SettlementTemplate[] = [
  {
    provider: 'midtrans',
    separator: ',',
    thousands: '',
    columns: {
      reference: 'Order ID',
      gross: 'Gross Amount',
      fees: ['Total Fee', 'VAT'],
      currency: 'Currency',
      kind: 'Transaction Type',
    },
    moneyBack: ['refund', 'chargeback'],
  },
  {
    provider: 'xendit',
    separator: ',',
    thousands: '',
    columns: {
      reference: 'Reference',
      gross: 'Amount',
      fees: ['Fee', 'VAT on Fee'],
      currency: 'Currency',
      kind: 'Type',
    },
    moneyBack: ['refund', 'chargeback'],
  },
]

/** @param path of a JSON list of templates, or '': those come before the known ones of the same provider */
export function readTemplates(path: string): ReadonlyMap<string, SettlementTemplate> {
  const own = path === '' ? [] : z.array(zTemplate).parse(JSON.parse(readFileSync(path, 'utf8')))
  return new Map([...knownTemplates, ...own].map((one) => [one.provider, one]))
}
