/** Payouts brings earnings into bank accounts.
 *
 *  - Money that is asked for is reserved at once, net, tax and fee each as a pending transfer, linked; the bank's word
 *    posts them or gives them back. No retry, no second operator and no late answer pays twice.
 *  - One person gathers a batch, another approves it; its control sum is what the ledger holds pending.
 *  - Numbers and names of people are encrypted one by one, masked in every answer, and whoever reads one in full is
 *    on record with the reason.
 *  - Each tax line names its rule and article; a tax slip once issued never changes. */
export { createPayouts } from './create-payouts.ts'
export { payoutsConfig, type PayoutsConfig } from './config.ts'
export { clearingAccount, feesAccount } from './accounts.ts'
export { mountPayouts } from './http.ts'
export { workPayouts } from './jobs.ts'
export { fakePayoutProvider, type FakePayoutProvider } from './providers/fake.ts'
export type { Bank } from './banks.ts'
export type { Batch, BatchFile, BatchState } from './batch.ts'
export type { CsvTemplate } from './csv-file.ts'
export type { FieldKeys } from './encrypt-field.ts'
export type { PayeeFound, Payouts, PayoutsAudit, PayoutsDeps, PayoutTotals } from './face.ts'
export type { BankAccount, MaskedField, NewPayee, Payee, PayeeState, PayeeView, Tier } from './payee.ts'
export type { Amounts, Payout, PayoutState, Quote, ReturnCode } from './payout.ts'
export type { PayoutOrder, PayoutProvider, ProviderStatus, Verified } from './provider.ts'
export type { ScheduleKind } from './schedule.ts'
export type { Slip, SlipTotals } from './slip.ts'
export type { Contradiction } from './store.ts'
