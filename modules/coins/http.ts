import type { Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { callerAccount, requireRole } from '../identity/index.ts'
import { coinsRoutes as routes } from './contract.ts'
import type { Coins, Entry, QuotedPackage, Return, ShownPurchase, Wallet } from './index.ts'
import { quoteReply } from './quote.ts'

const pageSize = 30

export function mountCoins(http: Http, coins: Coins): void {
  const { config } = coins

  http.handle(routes.read, async ({ caller }) => ({
    priceIdr: String(coins.priceIdr),
    packages: coins.packages().map(packageReply),
    adultAge: config.ADULT_AGE,
    refundDays: config.REFUND_DAYS,
    wallet: caller.account ? walletReply(coins, await coins.wallet(caller.account.id)) : null,
  }))
  http.handle(routes.buy, async ({ caller, body }) => ({
    purchase: purchaseReply(await coins.buy(callerAccount(caller), body)),
  }))
  http.handle(routes.listPurchases, async ({ caller, query }) => {
    const { limit = pageSize } = query
    const found = await coins.purchases(callerAccount(caller), placeOf(query.cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, (one) => ({ at: one.askedAt, id: one.id }))
    return { purchases: rows.map(purchaseReply), nextCursor }
  })
  http.handle(routes.history, async ({ caller, query }) => {
    const { limit = pageSize } = query
    const found = await coins.history(callerAccount(caller), placeOf(query.cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, (one) => one)
    return { entries: rows.map(entryReply), nextCursor }
  })
  http.handle(routes.refund, async ({ caller, body }) => {
    const { refundId, purchaseId } = body
    const coinsBack = body.coins === undefined ? undefined : BigInt(body.coins)
    const { refund, amountIdr, purchase } = await coins.refund(callerAccount(caller), {
      refundId,
      purchaseId,
      coins: coinsBack,
    })
    return { refund: refundReply(refund, amountIdr), purchase: purchaseReply(purchase) }
  })
  http.handle(routes.oversee, async ({ caller }) => {
    requireRole(caller, 'operator')
    const [audit, debtors] = await Promise.all([coins.audit(), coins.debtors()])
    const people = await coins.accounts.findMany(debtors.map((one) => one.accountId))
    const handles = new Map<string, string>(people.map((one) => [one.id, one.handle]))
    const alarmIdr = BigInt(config.FLOAT_ALARM)
    return {
      soldCoins: String(audit.soldCoins),
      spentCoins: String(audit.spentCoins),
      returnedCoins: String(audit.returnedCoins),
      heldCoins: String(audit.heldCoins),
      floatIdr: String(audit.floatIdr),
      alarmIdr: String(alarmIdr),
      alarm: audit.floatIdr >= alarmIdr,
      faults: audit.faults.map((one) => ({
        what: one.what,
        accountId: one.accountId,
        expected: String(one.expected),
        found: String(one.found),
      })),
      lossIdr: String(audit.lossIdr),
      debtors: debtors.map((one) => ({
        accountId: one.accountId,
        handle: handles.get(one.accountId) ?? null,
        owedIdr: String(one.owedIdr),
      })),
    }
  })
  http.handle(routes.settleDebt, async ({ caller, body }) => ({
    accountId: body.accountId,
    owedIdr: String(await coins.settleDebt(requireRole(caller, 'operator'), body.accountId, body.note)),
  }))
}

const packageReply = (pack: QuotedPackage) => ({
  id: pack.id,
  coins: String(pack.coins),
  faceIdr: String(pack.faceIdr),
  quotes: pack.quotes.map(quoteReply),
})

const textOrNull = (value: bigint | undefined): string | null => (value === undefined ? null : String(value))

const walletReply = ({ priceIdr }: Coins, wallet: Wallet) => ({
  coins: String(wallet.coins),
  worthIdr: String(wallet.coins * priceIdr),
  birthYear: wallet.birthYear,
  minor: wallet.minor,
  guardianConsent: wallet.guardianConsent,
  owedIdr: String(wallet.owedIdr),
  limits: {
    heldMaxIdr: String(wallet.room.heldMaxIdr),
    heldLeftIdr: String(wallet.room.heldLeftIdr),
    dayMaxIdr: String(wallet.room.dayMaxIdr),
    dayLeftIdr: String(wallet.room.dayLeftIdr),
    monthMaxIdr: textOrNull(wallet.room.monthMaxIdr),
    monthLeftIdr: textOrNull(wallet.room.monthLeftIdr),
  },
})

const purchaseReply = (purchase: ShownPurchase) => ({
  id: purchase.id,
  paymentId: purchase.paymentId,
  packageId: purchase.packageId,
  coins: String(purchase.coins),
  quote: quoteReply(purchase),
  state: purchase.state,
  askedAt: purchase.askedAt.toISOString(),
  paidAt: purchase.paidAt?.toISOString() ?? null,
  returnedCoins: String(purchase.returnedCoins),
  refundableCoins: String(purchase.refundable.coins),
  refundableIdr: String(purchase.refundable.amountIdr),
  refundableUntil: purchase.refundable.until?.toISOString() ?? null,
})

const entryReply = (entry: Entry) => ({
  id: entry.id,
  at: entry.at.toISOString(),
  kind: entry.kind,
  coins: String(entry.coins),
  sourceId: entry.sourceId,
  what: entry.whatEn === null || entry.whatId === null ? null : { en: entry.whatEn, id: entry.whatId },
})

const refundReply = (refund: Return, amountIdr: bigint) => ({
  id: refund.id,
  purchaseId: refund.purchaseId,
  coins: String(refund.coins),
  amountIdr: String(amountIdr),
  askedAt: refund.returnedAt.toISOString(),
})
