/** A payment begins: in the caller's transaction, and with the provider after that has committed. */
import type { Tx } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { amountMax } from './amounts.ts'
import { type Context, manual, providerOf } from './context.ts'
import { paymentRefusals } from './contract.ts'
import { startPayment } from './work.ts'
import { feeOf, type NewPayment, type Payment } from './payment.ts'
import { ProviderRefused } from './provider.ts'
import { endPayment } from './settle-payment.ts'
import * as store from './store.ts'

const codes = 999

/** @throws Refusal method_unknown, payment_out_of_range, payment_differs, too_many_payments */
export async function requestPayment(context: Context, tx: Tx, asked: NewPayment): Promise<Payment> {
  checkSums(asked)
  const before = await store.findPayment(tx, asked.id)
  if (before) return same(before, asked)
  const { clock, config, methods } = context
  const method = methods.get(asked.method) ?? refuse(paymentRefusals.method_unknown)
  if (asked.totalIdr < method.minIdr || asked.totalIdr > method.maxIdr)
    refuse(paymentRefusals.payment_out_of_range, { min: String(method.minIdr), max: String(method.maxIdr) })
  const isManual = method.provider === manual
  // One at a time: a code is given once, and waiting payments are counted before the next comes.
  await store.lockCodes(tx)
  const count = await store.countWaiting(tx, asked.payerId, asked.purpose)
  if (count >= config.OPEN_MAX) refuse(paymentRefusals.too_many_payments, { count })
  const codeIdr = isManual ? await codeFor(context, tx, asked) : 0n
  const createdAt = clock.now()
  const seconds = asked.expiresInSeconds ?? method.expiresInSeconds
  const { id, payerId, purpose, subjectId, lines, vatIdr, totalIdr } = asked
  const made = await store.insertPayment(tx, {
    id,
    payerId,
    purpose,
    subjectId,
    lines,
    vatIdr,
    totalIdr,
    vat: asked.vat ?? null,
    codeIdr,
    feeIdr: feeOf(method, totalIdr),
    method: method.id,
    provider: method.provider,
    instructions: isManual
      ? { kind: 'bank_transfer', payTo: config.PAY_TO, payableIdr: String(totalIdr + codeIdr) }
      : null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + seconds * 1000),
  })
  const payment = present(await store.findPayment(tx, id), 'the payment was just made')
  if (!made) return same(payment, asked)
  if (!isManual) await context.jobs.send(tx, startPayment, { paymentId: id }, { key: id })
  return payment
}

function checkSums({ lines, vatIdr, vat, totalIdr }: NewPayment): void {
  const net = lines.reduce((sum, one) => sum + one.amountIdr, 0n)
  assert(
    lines.length > 0 && lines.every((one) => one.amountIdr > 0n),
    'a payment has lines, each of at least Rp1',
  )
  assert(net + vatIdr === totalIdr && vatIdr >= 0n, 'lines and VAT are the total')
  assert(vat === undefined || vat.taxIdr === vatIdr, 'the VAT is that of its line')
  if (totalIdr > amountMax) refuse(paymentRefusals.payment_out_of_range, { min: '1', max: String(amountMax) })
}

/** The code from 1 to 999 that makes an amount which no waiting transfer looks like. */
async function codeFor({ ids }: Context, tx: Tx, asked: NewPayment): Promise<bigint> {
  const { totalIdr, toldPayableIdr } = asked
  const taken = await store.waitingPayables(tx, totalIdr + 1n, totalIdr + BigInt(codes))
  if (toldPayableIdr !== undefined) {
    const code = toldPayableIdr - totalIdr
    assert(code > 0n && code <= BigInt(codes) && !taken.has(toldPayableIdr), 'the amount told is free')
    return code
  }
  const random = Buffer.from(ids.secret(4), 'base64url').readUInt32BE()
  for (let step = 0; step < codes; step++) {
    const code = 1n + BigInt((random + step) % codes)
    if (!taken.has(totalIdr + code)) return code
  }
  return refuse(paymentRefusals.too_many_payments, { count: codes })
}

/** The same id is the same payment, or it is refused. */
function same(payment: Payment, asked: NewPayment): Payment {
  const body = ({ payerId, purpose, subjectId, lines, vatIdr, totalIdr, method }: Payment | NewPayment) =>
    JSON.stringify([
      payerId,
      purpose,
      subjectId,
      lines.map(({ what, amountIdr }) => [what.en, what.id, String(amountIdr)]),
      String(vatIdr),
      String(totalIdr),
      method,
    ])
  if (body(payment) !== body(asked)) refuse(paymentRefusals.payment_differs)
  return payment
}

/** Asks the provider for the charge and keeps its instructions. Again is the same charge: an answer that came too late
 *  the first time is asked for again. @throws ProviderAway */
export async function startWithProvider(context: Context, id: string): Promise<void> {
  const { db, methods } = context
  await db.exclusively(`payments.start ${id}`, async () => {
    const payment = await store.findPayment(db, id)
    if (!payment || payment.state !== 'waiting' || payment.instructions) return
    const method = methods.get(payment.method)
    if (!method) return
    try {
      const started = await providerOf(context, payment).start(payment, method)
      await db.transaction((tx) => store.saveInstructions(tx, id, started))
    } catch (thrown) {
      if (!(thrown instanceof ProviderRefused)) throw thrown
      context.log.warn({ event: 'payment-refused', paymentId: id, provider: payment.provider, err: thrown })
      await endPayment(context, id, { state: 'declined', by: null, reason: thrown.message })
    }
  })
}
