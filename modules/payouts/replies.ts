/** The shapes of answers. */
import type { Amounts, BankAccount, Payee, Payout, Quote } from './index.ts'

type Lang = 'en' | 'id'

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

export const bankAccountReply = (account: BankAccount) => ({
  id: account.id,
  bankCode: account.bankCode,
  bankName: account.bankName,
  accountNumber: account.accountNumber,
  holderName: account.holderName,
  state: account.state,
  reason: account.reason,
  addedAt: account.addedAt.toISOString(),
})

export const payeeReply = (payee: Payee) => ({
  accountId: payee.accountId,
  form: payee.form,
  country: payee.country,
  name: payee.name,
  birthDate: payee.birthDate,
  nationalId: payee.nationalId,
  taxId: payee.taxId,
  guardianName: payee.guardianName,
  isMinor: payee.isMinor,
  tier: payee.tier,
  state: payee.state,
  waitsFor: payee.waitsFor,
  reason: payee.reason,
  holdUntil: instant(payee.holdUntil),
  bankAccount: payee.bankAccount ? bankAccountReply(payee.bankAccount) : null,
  changedAt: payee.changedAt.toISOString(),
})

const amountsReply = (amounts: Amounts, lang: Lang) => ({
  grossIdr: String(amounts.grossIdr),
  taxIdr: String(amounts.taxIdr),
  feeIdr: String(amounts.feeIdr),
  netIdr: String(amounts.netIdr),
  taxLines: amounts.taxLines.map((line) => ({
    ruleId: line.ruleId,
    kind: line.kind,
    remitAs: line.remitAs,
    article: line.article,
    certainty: line.certainty,
    baseIdr: String(line.baseIdr),
    taxIdr: String(line.taxIdr),
    steps: line.steps.map(({ says, value }) => ({ says: says[lang], value })),
  })),
})

export const quoteReply = (quote: Quote, lang: Lang) => ({
  ...amountsReply(quote, lang),
  availableIdr: String(quote.availableIdr),
  obstacle: quote.obstacle && { code: quote.obstacle.code, message: quote.obstacle.text(lang) },
  nextOnDemandAt: instant(quote.nextOnDemandAt),
})

export const payoutReply = (payout: Payout, lang: Lang) => ({
  ...amountsReply(payout, lang),
  id: payout.id,
  state: payout.state,
  trigger: payout.trigger,
  provider: payout.provider,
  bankName: payout.bankName,
  accountNumber: payout.accountNumber,
  requestedAt: payout.requestedAt.toISOString(),
  approvedAt: instant(payout.approvedAt),
  sentAt: instant(payout.sentAt),
  endedAt: instant(payout.endedAt),
  bankReference: payout.bankReference,
  reasonCode: payout.reasonCode,
  reason: payout.reason,
})

/** Headers of a file that only its reader keeps. */
export const download = (type: string, name: string): Record<string, string> => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
  'cache-control': 'private, no-store',
})
