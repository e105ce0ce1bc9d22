/** Slips for their payee and for the operator. */
import { dayOf } from '../../platform/clock.ts'
import { refuse } from '../../platform/errors.ts'
import { z } from 'zod'
import { payoutRefusals } from './contract-refusals.ts'
import { isWithholderSet, lastDueMonth, type SlipDeps, type SlipPeople } from './issue-slips.ts'
import type { Slip, SlipTotals } from './slip.ts'
import { slipCsv, slipXml } from './slip-files.ts'
import { slipPdf, yearPdf } from './slip-pdf.ts'
import { insertRecord } from './store-payees.ts'
import { findSlip, findSlipsOf, findSlipsOfMonth, type SlipRow, slipYears } from './store-slips.ts'

const zPeople = z.object({
  name: z.string(),
  taxId: z.string(),
  country: z.string(),
  form: z.string(),
  withholder: z.string(),
  withholderTaxId: z.string(),
  withholderBranch: z.string(),
  signatory: z.string(),
})

export type OpenSlip = SlipRow & { readonly people: SlipPeople }

export const openSlip = ({ cipher }: Pick<SlipDeps, 'cipher'>, row: SlipRow): OpenSlip => ({
  ...row,
  people: zPeople.parse(JSON.parse(cipher.open('slip', row.id, row.peopleSealed))),
})

const currentYear = ({ clock, timeZone }: SlipDeps): string => dayOf(clock.now(), timeZone).slice(0, 4)

/** Of the slips that no other has replaced. */
export function totalsOf(slips: readonly Slip[]): SlipTotals[] {
  const standing = slips.filter((one) => one.correctedBy === null)
  return [...Map.groupBy(standing, (one) => one.kind)].map(([kind, all]) => ({
    kind,
    grossIdr: all.reduce((sum, one) => sum + one.grossIdr, 0n),
    baseIdr: all.reduce((sum, one) => sum + one.baseIdr, 0n),
    taxIdr: all.reduce((sum, one) => sum + one.taxIdr, 0n),
  }))
}

export async function slipsOf(deps: SlipDeps, accountId: string, asked: string | undefined) {
  const years = await slipYears(deps.db, accountId)
  const year = asked ?? years[0] ?? currentYear(deps)
  const slips = await findSlipsOf(deps.db, accountId, year)
  return { year, years, slips, totals: totalsOf(slips) }
}

export async function ownSlipsCsv(
  deps: SlipDeps,
  accountId: string,
  asked: string | undefined,
): Promise<string> {
  const { slips } = await slipsOf(deps, accountId, asked)
  return slipCsv(slips.map((one) => openSlip(deps, one)))
}

/** @throws Refusal slip_not_found */
export async function ownSlipPdf(deps: SlipDeps, accountId: string, slipId: string): Promise<Buffer> {
  const slip = await findSlip(deps.db, slipId)
  if (slip?.accountId !== accountId) return refuse(payoutRefusals.slip_not_found)
  return slipPdf(openSlip(deps, slip), deps.timeZone)
}

export async function ownYearPdf(
  deps: SlipDeps,
  accountId: string,
  asked: string | undefined,
): Promise<Buffer> {
  const { year, slips, totals } = await slipsOf(deps, accountId, asked)
  return yearPdf(
    year,
    slips.map((one) => openSlip(deps, one)),
    totals,
  )
}

export async function monthSlips(deps: SlipDeps, month: string) {
  const slips = await findSlipsOfMonth(deps.db, month, undefined)
  const due = lastDueMonth(dayOf(deps.clock.now(), deps.timeZone), deps.config.SLIP_DAY)
  return {
    month,
    issued: slips.length > 0 || month <= due,
    withholderSet: isWithholderSet(deps.config),
    totals: totalsOf(slips).map(({ kind, grossIdr, taxIdr }) => ({
      kind,
      slips: slips.filter((one) => one.kind === kind).length,
      grossIdr,
      taxIdr,
    })),
  }
}

/** With full numbers; that it was read is kept with each payee.
 *  @throws Refusal withholder_missing, object_code_missing */
export async function monthFile(
  deps: SlipDeps,
  operatorId: string,
  month: string,
  format: 'csv' | 'xml',
  kind: string,
): Promise<string> {
  const { db, clock, config, ids } = deps
  if (!isWithholderSet(config)) refuse(payoutRefusals.withholder_missing)
  const slips = (await findSlipsOfMonth(db, month, kind)).map((one) => openSlip(deps, one))
  const file = format === 'csv' ? slipCsv(slips) : slipXml(kind, config, slips)
  if (file === undefined) return refuse(payoutRefusals.object_code_missing, { kind })
  const at = clock.now()
  await db.transaction(async (tx) => {
    for (const accountId of new Set(slips.map((one) => one.accountId)))
      await insertRecord(tx, {
        id: ids.uuid(),
        accountId,
        operatorId,
        what: 'tax_file',
        fields: ['name', 'national_id', 'tax_id'],
        reason: `tax slips of ${month} (${kind}, ${format})`,
        at,
      })
  })
  return file
}
