/** An ISO 20022 customer credit transfer initiation, pain.001.001.09: one payment information block, one transaction a
 *  payout. Element order, lengths and patterns are those of the published schema. The same input is the same bytes. */
import { type Day, dayOf } from '../../platform/clock.ts'
import { assert } from '../../platform/errors.ts'
import { bankText } from './bank-text.ts'

export interface FilePayment {
  readonly payoutId: string
  readonly amountIdr: bigint
  readonly bankCode: string
  readonly bankName: string
  /** Three digits of the clearing network. */
  readonly clearing: string
  readonly accountNumber: string
  readonly holderName: string
}

export interface FileBatch {
  readonly batchId: string
  readonly approvedAt: Date
  readonly timeZone: string
  readonly debtor: { readonly name: string; readonly account: string; readonly bic: string }
  readonly payments: readonly FilePayment[]
}

/** A uuid without dashes: Max35Text has no room for them. */
export const shortId = (uuid: string): string => uuid.replaceAll('-', '')

/** How money reaches another bank: BI-FAST up to its limit of Rp 250 million, above that RTGS. */
export const biFastMax = 250_000_000n
export function railOf(payment: FilePayment, debtorBic: string): 'INHOUSE' | 'BIFAST' | 'RTGS' {
  if (payment.bankCode.slice(0, 8) === debtorBic.slice(0, 8)) return 'INHOUSE'
  return payment.amountIdr <= biFastMax ? 'BIFAST' : 'RTGS'
}

export const executionDay = (batch: FileBatch): Day => dayOf(batch.approvedAt, batch.timeZone)

export function pain001({ batchId, approvedAt, timeZone, debtor, payments }: FileBatch): string {
  assert(payments.length > 0, 'a file pays somebody')
  const sum = payments.reduce((total, one) => total + one.amountIdr, 0n)
  assert(String(sum).length <= 18, 'a control sum has at most 18 digits')
  const count = String(payments.length)
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">',
    '  <CstmrCdtTrfInitn>',
    '    <GrpHdr>',
    `      <MsgId>${shortId(batchId)}</MsgId>`,
    `      <CreDtTm>${approvedAt.toISOString().slice(0, 19)}Z</CreDtTm>`,
    `      <NbOfTxs>${count}</NbOfTxs>`,
    `      <CtrlSum>${sum}</CtrlSum>`,
    '      <InitgPty>',
    `        <Nm>${xml(bankText(debtor.name, 140))}</Nm>`,
    '      </InitgPty>',
    '    </GrpHdr>',
    '    <PmtInf>',
    `      <PmtInfId>${shortId(batchId)}</PmtInfId>`,
    '      <PmtMtd>TRF</PmtMtd>',
    '      <BtchBookg>true</BtchBookg>',
    `      <NbOfTxs>${count}</NbOfTxs>`,
    `      <CtrlSum>${sum}</CtrlSum>`,
    '      <ReqdExctnDt>',
    `        <Dt>${dayOf(approvedAt, timeZone)}</Dt>`,
    '      </ReqdExctnDt>',
    '      <Dbtr>',
    `        <Nm>${xml(bankText(debtor.name, 140))}</Nm>`,
    '      </Dbtr>',
    '      <DbtrAcct>',
    '        <Id>',
    '          <Othr>',
    `            <Id>${debtor.account}</Id>`,
    '          </Othr>',
    '        </Id>',
    '        <Ccy>IDR</Ccy>',
    '      </DbtrAcct>',
    '      <DbtrAgt>',
    '        <FinInstnId>',
    `          <BICFI>${debtor.bic}</BICFI>`,
    '        </FinInstnId>',
    '      </DbtrAgt>',
    '      <ChrgBr>SLEV</ChrgBr>',
  ]
  for (const one of payments) lines.push(...transaction(one, debtor.bic))
  lines.push('    </PmtInf>', '  </CstmrCdtTrfInitn>', '</Document>', '')
  return lines.join('\n')
}

const transaction = (payment: FilePayment, debtorBic: string): string[] => [
  '      <CdtTrfTxInf>',
  '        <PmtId>',
  `          <EndToEndId>${shortId(payment.payoutId)}</EndToEndId>`,
  '        </PmtId>',
  '        <PmtTpInf>',
  '          <LclInstrm>',
  `            <Prtry>${railOf(payment, debtorBic)}</Prtry>`,
  '          </LclInstrm>',
  '        </PmtTpInf>',
  '        <Amt>',
  `          <InstdAmt Ccy="IDR">${payment.amountIdr}</InstdAmt>`,
  '        </Amt>',
  '        <CdtrAgt>',
  '          <FinInstnId>',
  `            <BICFI>${payment.bankCode}</BICFI>`,
  '          </FinInstnId>',
  '        </CdtrAgt>',
  '        <Cdtr>',
  `          <Nm>${xml(bankText(payment.holderName, 140))}</Nm>`,
  '        </Cdtr>',
  '        <CdtrAcct>',
  '          <Id>',
  '            <Othr>',
  `              <Id>${payment.accountNumber}</Id>`,
  '            </Othr>',
  '          </Id>',
  '        </CdtrAcct>',
  '        <RmtInf>',
  `          <Ustrd>${remark(payment)}</Ustrd>`,
  '        </RmtInf>',
  '      </CdtTrfTxInf>',
]

/** What the creator reads on the bank statement: enough to find the payout by. */
export const remark = (payment: FilePayment): string => `Panggung ${shortId(payment.payoutId).slice(0, 12)}`

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
export const xml = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one] ?? one)
