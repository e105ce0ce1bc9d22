import { dayOf } from '../../platform/clock.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { approveBatch, discardBatch, makeBatch } from './approve-batch.ts'
import { auditPayouts } from './audit.ts'
import { indonesianBanks } from './banks.ts'
import type { Batch } from './batch.ts'
import { batchFile, markBatchSent } from './batch-file.ts'
import { payoutRefusals } from './contract-refusals.ts'
import { csvTemplates } from './csv-file.ts'
import { createFieldCipher } from './encrypt-field.ts'
import { returnPayout, settlePayout } from './end-payout.ts'
import type { Payouts, PayoutsDeps } from './face.ts'
import { issueSlips } from './issue-slips.ts'
import { addBankAccount, putPayee, removeBankAccount } from './keep-payee.ts'
import { eachMovement } from './movements.ts'
import type { Payout } from './payout.ts'
import { bankFileProvider } from './providers/bank-file.ts'
import { configuredProvider } from './providers/configured.ts'
import { readBatches } from './read-batch.ts'
import { maskPayees, readPayee } from './read-payee.ts'
import { readPayouts } from './read-payout.ts'
import { carryOut, readReport } from './read-report.ts'
import { monthFile, monthSlips, ownSlipPdf, ownSlipsCsv, ownYearPdf, slipsOf } from './read-slips.ts'
import { cancelPayout, quotePayout, requestedId, requestPayout } from './request-payout.ts'
import { rotateKeys } from './rotate-keys.ts'
import { runSchedules } from './run-schedules.ts'
import { nextScheduled, type ScheduleKind, scheduledSince } from './schedule.ts'
import { assertProvider, pollDue, receiveWebhook, sendDue } from './send-payouts.ts'
import * as store from './store.ts'
import * as auditStore from './store-audit.ts'
import * as batchStore from './store-batches.ts'
import * as payeeStore from './store-payees.ts'
import { rejectPayee, unmaskPayee, verifyPayee } from './verify-payee.ts'

const listMax = 500
const viewsMax = 50

export function createPayouts(given: PayoutsDeps): Payouts {
  const { db, clock, config, timeZone } = given
  const banks = given.banks ?? indonesianBanks
  const templates = given.templates ?? csvTemplates
  const bankByCode = new Map(banks.map((one) => [one.code, one]))
  const cipher = createFieldCipher(given.keys)
  const providers = new Map(
    [
      bankFileProvider,
      ...configuredProvider(config, { fetch: given.fetch ?? fetch, banks: bankByCode }),
      ...(given.providers ?? []),
    ].map((one) => [one.id, assertProvider(one)]),
  )
  const current = providers.get(config.PROVIDER)
  assert(current !== undefined, `PANGGUNG_PAYOUTS_PROVIDER is ${config.PROVIDER}, which was not given`)
  const deps = {
    ...given,
    banks,
    templates,
    bankByCode,
    cipher,
    providerId: current.id,
    pollSeconds: config.POLL_SECONDS,
  }
  const interfaces = [...providers.values()].filter((one) => one.kind === 'api')

  const readOne = async (id: string): Promise<Payout> => {
    const row = present(await store.findPayout(db, id), 'the payout is there')
    const [payout] = await readPayouts(deps, [row])
    return present(payout, 'the payout is there')
  }
  const readBatch = async (id: string): Promise<Batch> => {
    const row = present(await batchStore.findBatch(db, id), 'the batch is there')
    const [batch] = await readBatches(db, [row])
    return present(batch, 'the batch is there')
  }
  const today = () => dayOf(clock.now(), timeZone)
  const scheduleOf = (kind: ScheduleKind) => ({ kind, nextDay: nextScheduled(kind, today()) })

  return {
    config,
    providerId: current.id,
    templates,
    banks: () => banks,
    async findPayee(accountId) {
      const [payee, views] = await Promise.all([
        readPayee(deps, accountId),
        payeeStore.readsOf(db, accountId, viewsMax),
      ])
      return { payee, views }
    },
    putPayee: (accountId, payee) => putPayee(deps, accountId, payee),
    addBankAccount: (accountId, account) => addBankAccount(deps, accountId, account),
    removeBankAccount: (accountId, id) => removeBankAccount(deps, accountId, id),
    listPayees: async (state) => maskPayees(deps, await payeeStore.listPayees(db, state, listMax)),
    verifyPayee: (operatorId, accountId, tier, note) => verifyPayee(deps, operatorId, accountId, tier, note),
    rejectPayee: (operatorId, accountId, reason) => rejectPayee(deps, operatorId, accountId, reason),
    unmask: (operatorId, accountId, fields, reason) =>
      unmaskPayee(deps, operatorId, accountId, fields, reason),

    quote: (accountId, amountIdr) => quotePayout(deps, accountId, amountIdr),
    async request(accountId, requestId, amountIdr) {
      const payoutId = requestedId(accountId, requestId)
      await requestPayout(deps, accountId, { payoutId, trigger: 'request', askedIdr: amountIdr ?? null })
      return readOne(payoutId)
    },
    async cancel(accountId, payoutId) {
      await cancelPayout(deps, accountId, payoutId)
      return readOne(payoutId)
    },
    payoutsOf: async (accountId) => readPayouts(deps, await store.findPayoutsOf(db, accountId, listMax)),
    readSchedule: async (accountId) =>
      scheduleOf((await payeeStore.findSchedule(db, accountId))?.kind ?? 'on_demand'),
    async putSchedule(accountId, kind) {
      await db.transaction(async (tx) => {
        if (!(await payeeStore.lockPayee(tx, accountId))) refuse(payoutRefusals.payee_missing)
        // Chosen today, it asks from the next period on.
        await payeeStore.putSchedule(
          tx,
          accountId,
          kind,
          kind === 'on_demand' ? null : scheduledSince(kind, today()),
        )
      })
      return scheduleOf(kind)
    },

    listPayouts: async (filter) => readPayouts(deps, await store.listPayouts(db, filter, listMax)),
    eachMovement: (after, until) => eachMovement(deps, after, until),
    due: () => batchStore.sumDue(db, current.id, clock.now()),
    listBatches: async () => readBatches(db, await batchStore.listBatches(db, listMax)),
    async makeBatch(operatorId, requestId, payoutIds) {
      return readBatch(await makeBatch(deps, operatorId, requestId, payoutIds))
    },
    async approveBatch(operatorId, batchId, ctrlSumIdr) {
      await approveBatch(deps, operatorId, batchId, ctrlSumIdr)
      return readBatch(batchId)
    },
    async discardBatch(operatorId, batchId, reason) {
      await discardBatch(deps, operatorId, batchId, reason)
      return readBatch(batchId)
    },
    batchFile: (operatorId, batchId, format, template) =>
      batchFile(deps, operatorId, batchId, format, template),
    async markSent(operatorId, batchId, format, template) {
      await markBatchSent(deps, operatorId, batchId, format, template)
      return readBatch(batchId)
    },
    async report(_operatorId, batchId, csv) {
      if (!(await batchStore.findBatch(db, batchId))) refuse(payoutRefusals.batch_not_found)
      return carryOut(readReport(csv), ({ payoutId, outcome, reference, code, reason }) =>
        outcome === 'paid'
          ? settlePayout(deps, payoutId, reference, undefined, batchId)
          : returnPayout(deps, payoutId, code, reason, batchId),
      )
    },
    async settle(_operatorId, payoutId, bankReference, bankDay) {
      await settlePayout(deps, payoutId, bankReference, bankDay)
      return readOne(payoutId)
    },
    async giveBack(_operatorId, payoutId, code, reason) {
      await returnPayout(deps, payoutId, code, reason)
      return readOne(payoutId)
    },

    contradictions: () => store.listContradictions(db, listMax),
    async resolveContradiction(operatorId, id, note) {
      const resolved = { by: operatorId, at: clock.now(), note }
      const found = await db.transaction((tx) => store.resolveContradiction(tx, id, resolved))
      if (found === 0) refuse(payoutRefusals.contradiction_not_found)
    },

    async receiveWebhook(id, headers, rawBody) {
      const provider = providers.get(id) ?? refuse(payoutRefusals.provider_unknown)
      await receiveWebhook({ ...deps, provider }, headers, rawBody)
    },
    // A provider that is no longer the current one still has payouts on their way.
    async sendDue() {
      let tried = 0
      for (const provider of interfaces) tried += await sendDue({ ...deps, provider })
      return tried
    },
    async pollDue() {
      let ended = 0
      for (const provider of interfaces) ended += await pollDue({ ...deps, provider })
      return ended
    },
    runSchedules: () => runSchedules(deps),

    issueSlips: () => issueSlips(deps),
    slipsOf: (accountId, year) => slipsOf(deps, accountId, year),
    slipsCsv: (accountId, year) => ownSlipsCsv(deps, accountId, year),
    slipPdf: (accountId, slipId) => ownSlipPdf(deps, accountId, slipId),
    yearPdf: (accountId, year) => ownYearPdf(deps, accountId, year),
    monthSlips: (month) => monthSlips(deps, month),
    monthFile: (operatorId, month, format, kind) => monthFile(deps, operatorId, month, format, kind),

    rotateKeys: () => rotateKeys(deps, given.keys.current),
    async totals(from, to) {
      const [paid, tax, returned, openIdr] = await Promise.all([
        auditStore.sumPaid(db, from, to),
        auditStore.sumTax(db, from, to),
        auditStore.sumReturned(db, from, to),
        auditStore.sumOpenAt(db, to),
      ])
      return { paid, tax, returned, openIdr }
    },
    async paidOut(creatorIds) {
      const rows = creatorIds.length === 0 ? [] : await auditStore.sumPaidOut(db, creatorIds)
      return new Map(rows.map((one) => [one.accountId, one.sum]))
    },
    audit: () => auditPayouts(deps),
  }
}
