/** For the tests of modules that tax something. */
import { toDay } from '../../platform/clock.ts'
import type { Payee } from './index.ts'

export const aDay = toDay('2026-11-23')

/** An Indonesian individual with a tax number unless told. */
export const aPayee = (more: Partial<Payee> = {}): Payee => ({
  country: 'ID',
  form: 'individual',
  hasTaxId: true,
  ...more,
})
