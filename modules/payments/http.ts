import type { FastifyRequest } from 'fastify'
import { refuse } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import { callerAccount, type Identity, requireRole } from '../identity/index.ts'
import { paymentRefusals, paymentRoutes as routes, pretendRoutes } from './contract.ts'
import {
  describeDifference,
  describeInvoice,
  describeMethod,
  describePayment,
  describeSettlement,
} from './describe.ts'
import type { FakeGateway, Payment, Payments } from './index.ts'
import { printInvoice } from './print-invoice.ts'
import type { Headers } from './provider.ts'

export interface PaymentsHttp {
  readonly identity: Pick<Identity, 'findMany'>
  /** Runs the refund's transaction. */
  readonly transaction: <T>(work: (tx: Parameters<Payments['refund']>[0]) => Promise<T>) => Promise<T>
  /** Only where it stands in for the providers: adds the route by which a demo pays. */
  readonly fake?: FakeGateway | undefined
}

const webhookPath = '/v1/webhooks/'
const rawType = 'application/x-panggung-webhook'

export function mountPayments(http: Http, payments: Payments, deps: PaymentsHttp): void {
  const labels = new Map(payments.methods().map((one) => [one.id, one]))
  const shape = (payment: Payment) => describePayment(payment, labels.get(payment.method))
  const adminShapes = async (found: readonly Payment[]) => {
    const accounts = await deps.identity.findMany([...new Set(found.map((one) => one.payerId))])
    const handles = new Map<string, string>(accounts.map((one) => [one.id, one.handle]))
    return found.map((one) => ({
      ...shape(one),
      payer: { id: one.payerId, handle: handles.get(one.payerId) ?? '' },
      feeIdr: String(one.feeIdr),
      bankReference: one.bankReference,
      providerReference: one.providerReference,
    }))
  }
  const adminShape = async (payment: Payment) => {
    const [one] = await adminShapes([payment])
    return one ?? refuse(paymentRefusals.payment_not_found)
  }

  http.handle(routes.listMethods, () => ({ methods: payments.methods().map(describeMethod) }))
  http.handle(routes.listPayments, async ({ caller, query }) => {
    const { payments: found, next } = await payments.listOf(callerAccount(caller), { before: query.before })
    return { payments: found.map(shape), next }
  })
  http.handle(routes.readPayment, async ({ caller, params }) => ({
    payment: shape(await payments.read(callerAccount(caller), params.paymentId)),
  }))
  http.handle(routes.cancelPayment, async ({ caller, params }) => ({
    payment: shape(await payments.cancel(callerAccount(caller), params.paymentId)),
  }))
  http.handle(routes.readInvoice, async ({ caller, params }) => ({
    invoice: describeInvoice(await payments.invoice(callerAccount(caller), params.paymentId)),
  }))
  http.handle(routes.printInvoice, async ({ caller, params, reply }) => {
    const invoice = await payments.invoice(callerAccount(caller), params.paymentId)
    const pdf = await printInvoice(invoice, caller.lang, payments.config.TIME_ZONE)
    const name = `${invoice.number.replaceAll('/', '-')}.pdf`
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .send(pdf)
  })

  // A signature is over bytes, so nothing may read them before: whatever a provider calls its body, it stays a Buffer.
  http.app.addContentTypeParser(rawType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  http.app.addHook('onRequest', async (request) => {
    if (request.url.startsWith(webhookPath)) request.raw.headers['content-type'] = rawType
  })
  http.handle(routes.receiveWebhook, async ({ params, request }) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    return { kept: await payments.receive(params.provider, headersOf(request), raw) }
  })

  http.handle(routes.listAllPayments, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    const payableIdr = query.payableIdr === undefined ? undefined : BigInt(query.payableIdr)
    const { payments: found, next } = await payments.list({ ...query, payableIdr })
    return { payments: await adminShapes(found), next }
  })
  http.handle(routes.confirmPayment, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return {
      payment: await adminShape(await payments.confirm(operator, params.paymentId, body.bankReference)),
    }
  })
  http.handle(routes.declinePayment, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return { payment: await adminShape(await payments.decline(operator, params.paymentId, body.reason)) }
  })
  http.handle(routes.refundPayment, async ({ caller, params, body }) => {
    requireRole(caller, 'operator')
    const [payment] = await payments.find([params.paymentId])
    if (!payment) return refuse(paymentRefusals.payment_not_found)
    const amountIdr = body.amountIdr === undefined ? payment.payableIdr : BigInt(body.amountIdr)
    const refunded = await deps.transaction((tx) => payments.refund(tx, payment.id, amountIdr, body.reason))
    return { payment: await adminShape(refunded) }
  })
  http.handle(routes.confirmRefund, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const done = await payments.confirmRefund(operator, params.paymentId, body.bankReference)
    return { payment: await adminShape(done) }
  })
  http.handle(routes.chargeBackPayment, async ({ caller, params, body }) => {
    requireRole(caller, 'operator')
    return { payment: await adminShape(await payments.chargeBack(params.paymentId, body.reason)) }
  })
  http.handle(routes.listSettlements, async ({ caller }) => {
    requireRole(caller, 'operator')
    const report = await payments.moneyReport()
    return {
      settlements: report.settlements.map(describeSettlement),
      differences: report.differences.map(describeDifference),
      providers: report.providers.map((one) => ({ ...one, clearingIdr: String(one.clearingIdr) })),
      refundsOwedIdr: String(report.refundsOwedIdr),
      feesIdr: String(report.feesIdr),
    }
  })
  http.handle(routes.takeInSettlement, async ({ caller, body }) => {
    requireRole(caller, 'operator')
    const { settlement, differences } = await payments.takeInSettlement(
      body.provider,
      body.fileName,
      body.csv,
    )
    return { settlement: describeSettlement(settlement), differences: differences.map(describeDifference) }
  })
  http.handle(routes.resolveDifference, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const resolved = await payments.resolveDifference(operator, params.differenceId, body.note)
    return { difference: describeDifference(resolved) }
  })

  const { fake } = deps
  if (fake)
    http.handle(pretendRoutes.pretendToPay, async ({ caller, params }) => {
      const payment = await payments.read(callerAccount(caller), params.paymentId)
      const { provider, state, method, payableIdr } = payment
      if (state !== 'waiting') refuse(paymentRefusals.payment_settled, { state })
      if (provider !== 'midtrans' && provider !== 'xendit') refuse(paymentRefusals.method_unknown)
      const channel = labels.get(method)?.channel ?? ''
      fake.recall({ provider, reference: payment.id, channel, amountIdr: payableIdr })
      await fake.pay(payment.id)
      return { payment: shape(await payments.read(payment.payerId, payment.id)) }
    })
}

const headersOf = (request: FastifyRequest): Headers =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? (value.at(-1) ?? '') : value]],
    ),
  )
