/** Earnings holds what creators have earned, from every source, and says when it is theirs to take.
 *
 *  - Every rupiah on a creator's account is there by a line that says what it was earned with; the sum of the lines is
 *    the account.
 *  - A line is on hold for a stated time and is then released once.
 *  - Nothing shrinks silently: what is taken back is a transfer of its own, with a reason, evidence and an appeal that a
 *    person decides. No account goes below zero; what is missing is collected from later earnings, in part.
 *  - A shared video's income is shared by a rule that all of its people accepted before the day it applies to. */
export {
  accountsOf,
  availableAccount,
  deductedAccount,
  disputedAccount,
  pendingAccount,
  reserveAccount,
} from './accounts.ts'
export { type EarningsConfig, earningsConfig } from './config.ts'
export type {
  Deduction,
  DeductionReason,
  DeductionState,
  Evidence,
  NewDeduction,
} from './deduction.ts'
export type {
  AuditFault,
  Closing,
  EarningMovement,
  Earnings,
  EarningsAudit,
  EarningsDeps,
  EarningTotals,
  HandedOn,
  LineFilter,
  LinePlace,
  Reversal,
  Standing,
} from './face.ts'
export type { Balances, EarningLine, LineState, NewEarning, Source } from './line.ts'
export type { PartState, Split, SplitLookup, SplitPart, SplitRecord, SplitState } from './split.ts'
export { createEarnings } from './create.ts'
export { mountEarnings } from './http.ts'
export { workEarnings } from './jobs.ts'
