/** Whether a payee can be paid without an operator looking first. Pure. */
import type { Day } from '../../platform/clock.ts'
import { isYounger } from './identity-numbers.ts'
import { sameName } from './match-name.ts'
import type { PayeeForm, PayeeState, PayeeWait, Tier } from './payee.ts'
import { adultYears, type OpenPayee } from './read-payee.ts'

export interface Judgement {
  readonly tier: Tier
  readonly state: PayeeState
  readonly waitsFor: PayeeWait | null
}

const waits = (waitsFor: PayeeWait): Judgement => ({ tier: 0, state: 'waiting', waitsFor })

/** An adult with a NIK whose bank account is in their name is of tier 1 at once; everybody else is looked at.
 *  @param wasRejected an operator said no, and nobody has said yes since
 *  @param holderName of the live bank account; undefined: there is none */
export function judgePayee(
  payee: OpenPayee & { readonly form: PayeeForm; readonly country: string },
  holderName: string | undefined,
  wasRejected: boolean,
  today: Day,
): Judgement {
  if (holderName === undefined) return waits('bank_account')
  if (wasRejected) return waits('after_rejection')
  if (payee.birthDate !== null && isYounger(payee.birthDate, adultYears, today)) return waits('guardian')
  if (payee.form === 'entity') return waits('entity')
  if (payee.country !== 'ID') return waits('foreign')
  if (!sameName(payee.name, holderName)) return waits('name_differs')
  return { tier: 1, state: 'verified', waitsFor: null }
}
