/** Shapes that several of revenue's contracts share. */
import { z } from 'zod'
import { inWords, zMoney } from '../../platform/contract.ts'

export const zPeriod = z.string().regex(/^\d{4}-(?:W\d{2}|\d{2})$/, {
  error: inWords({
    en: 'a week (2026-W47) or a month (2026-11)',
    id: 'satu minggu (2026-W47) atau satu bulan (2026-11)',
  }),
})

export const zFraction = z.object({ num: zMoney, den: zMoney })

/** A small whole number that comes in. */
export const zCount = z.string().regex(/^(?:0|[1-9]\d{0,8})$/, {
  error: inWords({ en: 'a whole number, digits only', id: 'bilangan bulat, angka saja' }),
})
export const zFractionIn = z
  .strictObject({ num: zCount, den: zCount })
  .refine(({ num, den }) => den !== '0' && BigInt(num) <= BigInt(den), {
    error: inWords({ en: 'a fraction between 0 and 1', id: 'pecahan antara 0 dan 1' }),
  })
