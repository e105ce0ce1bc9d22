import type { Identity } from '../identity/index.ts'
import type { Http } from '../../platform/http/index.ts'
import { callerAccount } from '../identity/index.ts'
import { payoutsRoutes as routes } from './contract.ts'
import { mountPayoutDesk } from './http-operator.ts'
import type { Payouts, Slip } from './index.ts'
import { bankAccountReply, download, payeeReply, payoutReply, quoteReply } from './replies.ts'

const noticeType = 'application/vnd.panggung.payout-notice'
const noticePath = routes.receiveWebhook.path.replace(':provider', '')

export function mountPayouts(http: Http, payouts: Payouts, people: Pick<Identity, 'findMany'>): void {
  const { config } = payouts

  http.handle(routes.listBanks, () => ({
    banks: payouts.banks().map(({ code, name, digits }) => ({ code, name, digits: [...digits] })),
  }))
  http.handle(routes.readPayee, async ({ caller }) => {
    const { payee, views } = await payouts.findPayee(callerAccount(caller))
    return {
      payee: payee ? payeeReply(payee) : null,
      limits: {
        minimumIdr: String(config.MINIMUM),
        feeIdr: String(config.FEE),
        feeFreeFromIdr: String(config.FEE_FREE_FROM),
        monthlyMaxIdr: {
          tier0: '0',
          tier1: String(config.TIER1_MONTH_MAX),
          tier2: config.TIER2_MONTH_MAX === 0 ? null : String(config.TIER2_MONTH_MAX),
        },
        coolingHours: config.COOLING_HOURS,
        onDemandDays: config.ON_DEMAND_DAYS,
      },
      views: views.map(({ at, fields, reason }) => ({
        at: at.toISOString(),
        fields: [...fields],
        reason,
      })),
    }
  })
  http.handle(routes.putPayee, async ({ caller, body }) => ({
    payee: payeeReply(await payouts.putPayee(callerAccount(caller), body)),
  }))
  http.handle(routes.addBankAccount, async ({ caller, body }) => ({
    bankAccount: bankAccountReply(await payouts.addBankAccount(callerAccount(caller), body)),
  }))
  http.handle(routes.removeBankAccount, async ({ caller, params }) => ({
    removed: await payouts.removeBankAccount(callerAccount(caller), params.bankAccountId),
  }))

  http.handle(routes.readQuote, async ({ caller, query }) => {
    const amount = query.amountIdr === undefined ? undefined : BigInt(query.amountIdr)
    return { quote: quoteReply(await payouts.quote(callerAccount(caller), amount), caller.lang) }
  })
  http.handle(routes.listPayouts, async ({ caller }) => ({
    payouts: (await payouts.payoutsOf(callerAccount(caller))).map((one) => payoutReply(one, caller.lang)),
  }))
  http.handle(routes.requestPayout, async ({ caller, body }) => {
    const amount = body.amountIdr === undefined ? undefined : BigInt(body.amountIdr)
    const payout = await payouts.request(callerAccount(caller), body.requestId, amount)
    return { payout: payoutReply(payout, caller.lang) }
  })
  http.handle(routes.cancelPayout, async ({ caller, params }) => ({
    payout: payoutReply(await payouts.cancel(callerAccount(caller), params.payoutId), caller.lang),
  }))
  http.handle(routes.readSchedule, ({ caller }) => payouts.readSchedule(callerAccount(caller)))
  http.handle(routes.putSchedule, ({ caller, body }) => payouts.putSchedule(callerAccount(caller), body.kind))

  http.handle(routes.listSlips, async ({ caller, query }) => {
    const { year, years, slips, totals } = await payouts.slipsOf(callerAccount(caller), query.year)
    return {
      year,
      years,
      slips: slips.map(slipReply),
      totals: totals.map(({ kind, grossIdr, baseIdr, taxIdr }) => ({
        kind,
        grossIdr: String(grossIdr),
        baseIdr: String(baseIdr),
        taxIdr: String(taxIdr),
      })),
    }
  })
  http.handle(routes.readSlipsCsv, async ({ caller, query, reply }) =>
    reply
      .headers(download('text/csv; charset=utf-8', 'bukti-potong.csv'))
      .send(await payouts.slipsCsv(callerAccount(caller), query.year)),
  )
  http.handle(routes.readSlipPdf, async ({ caller, params, reply }) =>
    reply
      .headers(download('application/pdf', 'bukti-potong.pdf'))
      .send(await payouts.slipPdf(callerAccount(caller), params.slipId)),
  )
  http.handle(routes.readYearPdf, async ({ caller, query, reply }) =>
    reply
      .headers(download('application/pdf', 'ringkasan-bukti-potong.pdf'))
      .send(await payouts.yearPdf(callerAccount(caller), query.year)),
  )

  // What a provider signed are bytes: they are handed on as they came, whatever type it gave them.
  http.app.addContentTypeParser(noticeType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  http.app.addHook('onRequest', async (request) => {
    if (request.url.startsWith(noticePath)) request.raw.headers['content-type'] = noticeType
  })
  http.handle(routes.receiveWebhook, async ({ params, request, reply }) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    await payouts.receiveWebhook(params.provider, request.headers, body)
    return reply.header('cache-control', 'no-store').send({ kept: true })
  })

  mountPayoutDesk(http, payouts, people)
}

const slipReply = (slip: Slip) => ({
  id: slip.id,
  number: slip.number,
  month: slip.month,
  kind: slip.kind,
  article: slip.article,
  objectCode: slip.objectCode,
  grossIdr: String(slip.grossIdr),
  baseIdr: String(slip.baseIdr),
  taxIdr: String(slip.taxIdr),
  payouts: slip.payouts,
  issuedAt: slip.issuedAt.toISOString(),
  corrects: slip.corrects,
  correctedBy: slip.correctedBy,
})
