/** Settlement files close the clearing accounts: each line is held against the payment that it names, what fits moves
 *  from clearing to the bank and to fees, and what does not fit gets a name and waits for a person. */
import { createHash } from 'node:crypto'
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { transferCodes } from './accounts.ts'
import { isUuid } from './amounts.ts'
import { fetchStatus } from './ask-providers.ts'
import { type Context, submitAll } from './context.ts'
import { paymentRefusals } from './contract.ts'
import { noteDifference } from './note-difference.ts'
import { ProviderAway } from './provider.ts'
import { readSettlement } from './read-settlement.ts'
import { leavesBank } from './return-money.ts'
import { applyStatus } from './settle-payment.ts'
import { openSettlementAccounts, settleTransfers } from './settle-transfers.ts'
import type { Difference, SettlementLine, SettlementReport } from './settlement.ts'
import type { SettlementTemplate } from './settlement-templates.ts'
import * as payments from './store.ts'
import * as store from './store-settlements.ts'
import type { Capture } from './store-settlements.ts'

const dayMs = 86_400_000
const missingMax = 1_000
/** Of one file; the others are in the list of open ones. */
const toldMax = 500

/** @throws Refusal settlement_template_unknown, settlement_unreadable */
export async function takeInSettlement(
  context: Context,
  templates: ReadonlyMap<string, SettlementTemplate>,
  { provider, fileName, csv }: { provider: string; fileName: string; csv: string },
): Promise<SettlementReport> {
  const template =
    templates.get(provider) ?? refuse(paymentRefusals.settlement_template_unknown, { provider })
  const read = readSettlement(csv, template)
  if (!read.ok) return refuse(paymentRefusals.settlement_unreadable, { line: read.line, detail: read.fault })
  await askAboutWaiting(context, provider, read.lines)
  const sha256 = createHash('sha256').update(csv).digest('hex')
  const id = uuidFrom('payments.settlement', provider, sha256)
  await openSettlementAccounts(context, provider)
  await context.db.transaction(async (tx) => {
    await store.lockSettlements(tx)
    if (!(await store.findSettlement(tx, id)))
      await match(context, tx, { id, provider, fileName, sha256, lines: read.lines })
    await noteMissing(context, tx, provider)
  })
  return {
    settlement: present(await store.findSettlement(context.db, id), 'the settlement was just taken in'),
    differences: await store.differencesOf(context.db, id, toldMax),
  }
}

/** What the file says was paid and waits here is asked about first: its notice may have been lost. If the provider is away
 *  it becomes a difference, and is settled when that is resolved. */
async function askAboutWaiting(
  context: Context,
  providerId: string,
  lines: readonly SettlementLine[],
): Promise<void> {
  const named = [...new Set(lines.map((one) => one.reference.toLowerCase()).filter(isUuid))]
  for (const payment of await payments.findPayments(context.db, named)) {
    if (payment.state !== 'waiting' || payment.provider !== providerId) continue
    try {
      await applyStatus(context, payment, await fetchStatus(context, payment))
    } catch (thrown) {
      if (!(thrown instanceof ProviderAway)) throw thrown
      return
    }
  }
}

interface File {
  readonly id: string
  readonly provider: string
  readonly fileName: string
  readonly sha256: string
  readonly lines: readonly SettlementLine[]
}

async function match(context: Context, tx: Tx, file: File): Promise<void> {
  const { id, provider, lines } = file
  const at = context.clock.now()
  const named = [...new Set(lines.map((one) => one.reference.toLowerCase()).filter(isUuid))]
  const captures = new Map<string, Capture>()
  for (const one of await store.lockCaptures(tx, named))
    if (one.provider === provider) captures.set(one.id, one)
  const settled = new Set<string>()
  const transfers: NewTransfer[] = []
  for (const line of lines) {
    const capture = captures.get(line.reference.toLowerCase())
    const fits = {
      provider,
      reference: line.reference,
      settlementId: id,
      line: line.line,
      lineKind: line.kind,
    }
    const note = (found: Pick<Difference, 'kind' | 'expectedIdr'>) =>
      noteDifference(context, tx, {
        ...fits,
        ...found,
        paymentId: capture?.id ?? null,
        feeIdr: line.feeIdr,
        foundIdr: line.grossIdr,
      })
    if (line.kind === 'money_back') {
      const moved = await leave(context, tx, capture, line)
      if (moved) transfers.push(moved)
      else await note({ kind: 'missing_here', expectedIdr: 0n })
      continue
    }
    if (!capture || capture.capturedIdr === 0n) await note({ kind: 'missing_here', expectedIdr: 0n })
    else if (capture.settledIn !== null || settled.has(capture.id))
      await note({ kind: 'twice', expectedIdr: 0n })
    else if (capture.capturedIdr !== line.grossIdr)
      await note({ kind: 'amount_differs', expectedIdr: capture.capturedIdr })
    else {
      settled.add(capture.id)
      await payments.markSettled(tx, capture.id, id)
      transfers.push(...settleTransfers(capture, line))
      if (capture.feeIdr !== line.feeIdr)
        await noteDifference(context, tx, {
          ...fits,
          kind: 'fee_differs',
          paymentId: capture.id,
          feeIdr: line.feeIdr,
          expectedIdr: capture.feeIdr,
          foundIdr: line.feeIdr,
        })
    }
  }
  await store.resolveFound(tx, [...settled], at, file.fileName)
  const sum = (of: (line: SettlementLine) => bigint) =>
    lines.reduce((total, one) => (one.kind === 'payment' ? total + of(one) : total - of(one)), 0n)
  const [grossIdr, feeIdr] = [
    sum((one) => one.grossIdr),
    lines.reduce((total, one) => total + one.feeIdr, 0n),
  ]
  await store.insertSettlement(tx, {
    ...file,
    takenInAt: at,
    lines: lines.length,
    matched: settled.size + transfers.filter((one) => one.code === transferCodes.refundSent).length,
    grossIdr,
    feeIdr,
    netIdr: grossIdr - feeIdr,
  })
  const rows = lines.map((one) => ({
    ...one,
    paymentId: captures.get(one.reference.toLowerCase())?.id ?? null,
  }))
  await store.insertLines(tx, id, rows)
  await submitAll(context, tx, transfers, 'a settlement is booked whole')
}

/** Paid here, and in no file for days. */
async function noteMissing(context: Context, tx: Tx, provider: string): Promise<void> {
  const { clock, config } = context
  const late = new Date(clock.now().getTime() - config.SETTLEMENT_DAYS * dayMs)
  for (const one of await store.findUnsettled(tx, provider, late, missingMax))
    await noteDifference(context, tx, {
      provider,
      kind: 'missing_there',
      paymentId: one.id,
      reference: one.id,
      expectedIdr: one.capturedIdr,
      foundIdr: null,
    })
}

/** A line of money back fits what was taken back here and has not left yet. */
async function leave(
  { clock }: Context,
  tx: Tx,
  capture: Capture | undefined,
  line: SettlementLine,
): Promise<NewTransfer | undefined> {
  if (!capture) return undefined
  const back = (await payments.findUnsentBack(tx, capture.id)).find((one) => one.amountIdr === line.grossIdr)
  if (!back) return undefined
  await payments.markLeft(tx, back.id, { at: clock.now(), bankReference: null })
  await payments.markRefunded(tx, capture.id)
  return leavesBank(back)
}
