import { createHash } from 'node:crypto'
import { addDays, type Day, dayOf, toDay } from '../../platform/clock.ts'
import { type Canonical, canonicalJson, signatureHolds } from '../revenue/index.ts'
import { transparencyRoutes } from './contract.ts'
import type { TransparencyDeps } from './deps.ts'
import { makeReport } from './make-report.ts'
import { firstDayOf, lastDayOf, monthAfter, monthOf, spanOf } from './month.ts'
import * as store from './store.ts'

export const format = 'panggung/transparency/1'

/** What is hashed and signed: a line that names the kind, then the canonical JSON (docs/earnings.md). */
const messageOf = (body: Canonical): Buffer => Buffer.from(`${format}\n${canonicalJson(body)}`, 'utf8')

const hashOf = (message: Buffer): string => createHash('sha256').update(message).digest('hex')

/** Makes every report that is due, in order; stops at the first that can't be made yet. @returns their months */
export async function publishDue(deps: TransparencyDeps): Promise<string[]> {
  const made: string[] = []
  for (;;) {
    const month = await publishNext(deps)
    if (month === undefined) return made
    made.push(month)
  }
}

async function publishNext(deps: TransparencyDeps): Promise<string | undefined> {
  const { db, clock, config, signer, timeZone } = deps
  const latest = await store.latestReport(db)
  const today = dayOf(clock.now(), timeZone)
  const month = latest ? monthAfter(latest.month) : await firstMonth(deps, today)
  if (month === undefined || addDays(lastDayOf(month), config.WAIT_DAYS) >= today) return undefined
  const sequence = (latest?.sequence ?? 0n) + 1n
  const body = await makeReport(deps, month, { sequence, previous: latest?.hash ?? null })
  if (body === undefined) return undefined
  const message = messageOf(body)
  const document = {
    format,
    body,
    key: signer.publicKey,
    signature: signer.sign(message).toString('hex'),
  }
  return db.transaction(async (tx) => {
    await store.lockReports(tx)
    if ((await store.latestReport(tx))?.sequence !== latest?.sequence) return undefined
    const madeAt = new Date(body.madeAt)
    await store.insertReport(tx, {
      month,
      sequence,
      document: JSON.stringify(document),
      hash: hashOf(message),
      madeAt,
    })
    return month
  })
}

/** The month of the first period; before there is one, the last month that is over, if money moved in it. */
async function firstMonth(deps: TransparencyDeps, today: Day): Promise<string | undefined> {
  const begins = (await deps.revenue.periods()).map((period) => monthOf(toDay(period.firstDay))).toSorted()
  if (begins[0] !== undefined) return begins[0]
  const month = monthOf(addDays(firstDayOf(monthOf(today)), -1))
  const { from, to } = spanOf(month, deps.timeZone)
  const moved =
    (await deps.earnings.totals(from, to)).creators +
    (await deps.payments.totals(from, to)).payers +
    (await deps.payouts.totals(from, to)).paid.creators
  return moved > 0 ? month : undefined
}

export interface ReportFault {
  readonly month: string
  readonly code: 'signature' | 'hash' | 'order' | 'form'
}

/** Reads every report as a stranger would. @returns the first fault, or undefined */
export async function verifyReports({ db }: Pick<TransparencyDeps, 'db'>): Promise<ReportFault | undefined> {
  let before: { hash: string; month: string } | undefined
  for (const { month, sequence, document, hash } of await store.reportsInOrder(db)) {
    const read = transparencyRoutes.readReport.reply.safeParse(JSON.parse(document))
    if (!read.success) return { month, code: 'form' }
    const { body, key, signature } = read.data
    const message = messageOf(body)
    if (!signatureHolds(message, signature, key)) return { month, code: 'signature' }
    if (hashOf(message) !== hash) return { month, code: 'hash' }
    const follows =
      body.month === month &&
      BigInt(body.sequence) === sequence &&
      body.previous === (before?.hash ?? null) &&
      (before === undefined || monthAfter(before.month) === month)
    if (!follows) return { month, code: 'order' }
    before = { hash, month }
  }
  return undefined
}
