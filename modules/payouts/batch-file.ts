/** The file that carries an approved batch to the bank. Made once a format and kept, encrypted: whoever downloads it
 *  again gets the same bytes. Once one went to the bank no other can be had. */
import { createHash } from 'node:crypto'
import type { Tx } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import { pendingInLedger, type BatchDeps } from './approve-batch.ts'
import type { BatchFile } from './batch.ts'
import { payoutRefusals } from './contract-refusals.ts'
import { csvFile, type CsvTemplate } from './csv-file.ts'
import type { FileBatch } from './pain001.ts'
import { pain001, shortId } from './pain001.ts'
import { bankNameOf, openAccount, type PayeeReader } from './read-payee.ts'
import * as store from './store-batches.ts'
import { findBankAccounts, insertRecord } from './store-payees.ts'

export interface FileDeps extends BatchDeps, PayeeReader {
  readonly db: BatchDeps['db']
  readonly ids: Ids
  readonly templates: readonly CsvTemplate[]
}

type Format = 'pain001' | 'csv'

const defaultTemplate = 'plain'

/** The name by which a format is kept: `pain001`, `csv:plain`. @throws Refusal template_unknown */
function formatName(templates: readonly CsvTemplate[], format: Format, template: string | undefined): string {
  if (format === 'pain001') return format
  const chosen = templates.find((one) => one.id === (template ?? defaultTemplate))
  return `csv:${(chosen ?? refuse(payoutRefusals.template_unknown)).id}`
}

/** @throws Refusal batch_not_found, batch_not_approved, batch_locked, template_unknown */
export async function batchFile(
  deps: FileDeps,
  operatorId: string,
  batchId: string,
  format: Format,
  template: string | undefined,
): Promise<BatchFile> {
  const name = formatName(deps.templates, format, template)
  const content = await deps.db.transaction(async (tx) => {
    const batch = (await store.lockBatch(tx, batchId)) ?? refuse(payoutRefusals.batch_not_found)
    if (batch.sentFormat !== null && batch.sentFormat !== name)
      refuse(payoutRefusals.batch_locked, { format: batch.sentFormat })
    const kept = await store.findFile(tx, batchId, name)
    if (kept) return openFile(deps, kept)
    if (batch.state !== 'approved' || batch.provider !== 'bank-file')
      return refuse(payoutRefusals.batch_not_approved, { state: batch.state })
    return makeFile(deps, tx, operatorId, batch, name)
  })
  const extension = format === 'pain001' ? 'xml' : 'csv'
  return {
    name: `${name.replace(':', '-')}-${shortId(batchId)}.${extension}`,
    contentType: format === 'pain001' ? 'application/xml; charset=utf-8' : 'text/csv; charset=utf-8',
    content: Buffer.from(content),
  }
}

async function makeFile(
  deps: FileDeps,
  tx: Tx,
  operatorId: string,
  batch: store.BatchRow,
  format: string,
): Promise<string> {
  const items = await store.lockItems(tx, batch.id)
  const sum = items.reduce((total, one) => total + one.netIdr, 0n)
  const inLedger = await pendingInLedger(
    deps.ledger,
    items.map((one) => one.id),
    tx,
  )
  assert(
    sum === batch.ctrlSumIdr && sum === inLedger && items.length === batch.count,
    `batch ${batch.id} was approved with ${batch.ctrlSumIdr}; its payouts sum to ${sum}, the ledger holds ${inLedger}`,
  )
  const accounts = new Map(
    (await findBankAccounts(tx, [...new Set(items.map((one) => one.bankAccountId))])).map((one) => [
      one.id,
      one,
    ]),
  )
  const { config } = deps
  const whole: FileBatch = {
    batchId: batch.id,
    approvedAt: present(batch.approvedAt, 'the batch is approved'),
    timeZone: deps.timeZone,
    debtor: { name: config.DEBTOR_NAME, account: config.DEBTOR_ACCOUNT, bic: config.DEBTOR_BIC },
    payments: items.map((item) => {
      const account = present(accounts.get(item.bankAccountId), 'the bank account is there')
      return {
        payoutId: item.id,
        amountIdr: item.netIdr,
        bankCode: account.bankCode,
        bankName: bankNameOf(deps, account.bankCode),
        clearing: deps.bankByCode.get(account.bankCode)?.clearing ?? '',
        ...openAccount(deps, account),
      }
    }),
  }
  const template = deps.templates.find((one) => `csv:${one.id}` === format)
  const content = template ? csvFile(template, whole) : pain001(whole)
  const at = deps.clock.now()
  await store.insertFile(tx, {
    batchId: batch.id,
    format,
    sha256: sha256(content),
    contentSealed: deps.cipher.seal('bank_file', batch.id, content),
    madeAt: at,
    madeBy: operatorId,
  })
  for (const accountId of new Set(items.map((one) => one.accountId)))
    await insertRecord(tx, {
      id: deps.ids.uuid(),
      accountId,
      operatorId,
      what: 'bank_file',
      fields: ['account_number', 'account_holder'],
      reason: `bank file ${format} of batch ${batch.id}`,
      at,
    })
  return content
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')

function openFile({ cipher }: FileDeps, file: store.FileRow): string {
  const content = cipher.open('bank_file', file.batchId, file.contentSealed)
  assert(sha256(content) === file.sha256, 'a kept file is what it was')
  return content
}

/** Twice with the same format is the same as once.
 *  @throws Refusal batch_not_found, batch_not_approved, batch_locked, batch_file_missing */
export async function markBatchSent(
  deps: FileDeps,
  operatorId: string,
  batchId: string,
  format: Format,
  template: string | undefined,
): Promise<void> {
  const name = formatName(deps.templates, format, template)
  await deps.db.transaction(async (tx) => {
    const batch = (await store.lockBatch(tx, batchId)) ?? refuse(payoutRefusals.batch_not_found)
    if (batch.sentFormat === name) return
    if (batch.sentFormat !== null) refuse(payoutRefusals.batch_locked, { format: batch.sentFormat })
    if (batch.state !== 'approved') refuse(payoutRefusals.batch_not_approved, { state: batch.state })
    if (!(await store.findFile(tx, batchId, name))) refuse(payoutRefusals.batch_file_missing)
    await store.lockItems(tx, batchId)
    const at = deps.clock.now()
    await store.markBatchSent(tx, batchId, { by: operatorId, at, format: name })
    await store.sendItems(tx, batchId, at)
  })
}
