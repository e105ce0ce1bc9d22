/** Tax slips: one for each payee, month and heading, numbered without gaps, never changed. When a payout comes back
 *  after its month's slip, a new one with the next number says what is left and names the one that it replaces. */
import { addDays, type Clock, type Day, dayOf, toDay } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import type { PayoutsConfig } from './config.ts'
import type { FieldCipher } from './encrypt-field.ts'
import { openPayee } from './read-payee.ts'
import { findPayees } from './store-payees.ts'
import { findUnslipped, insertSlip, type MonthTruth, nextNumber } from './store-slips.ts'

export interface SlipDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly timeZone: string
  readonly config: PayoutsConfig
  readonly cipher: FieldCipher
}

/** Who was withheld from and who withheld, as a slip carries them. */
export interface SlipPeople {
  readonly name: string
  /** 16 digits; abroad the number there, or nothing. */
  readonly taxId: string
  readonly country: string
  readonly form: string
  readonly withholder: string
  readonly withholderTaxId: string
  readonly withholderBranch: string
  readonly signatory: string
}

/** How each heading's slip is called; the form of PPh 23 is the unified one. */
const prefixes: Readonly<Record<string, string>> = { pph21: 'BP21', pph23: 'BPPU', pph26: 'BP26' }
export const slipPrefix = (kind: string): string => prefixes[kind] ?? kind.toUpperCase()

export const isWithholderSet = ({ WITHHOLDER_NAME, WITHHOLDER_TAX_ID }: PayoutsConfig): boolean =>
  WITHHOLDER_NAME !== '' && WITHHOLDER_TAX_ID !== ''

/** The last month whose slips are due: the one before, from the set day on; until then the one before that. */
export function lastDueMonth(today: Day, slipDay: number): string {
  const before = (month: string): string => addDays(toDay(`${month}-01`), -1).slice(0, 7)
  const previous = before(today.slice(0, 7))
  return Number(today.slice(8)) >= slipDay ? previous : before(previous)
}

const objectCode = (kind: string, config: PayoutsConfig): string =>
  ({
    pph21: config.OBJECT_CODE_PPH21,
    pph23: config.OBJECT_CODE_PPH23,
    pph26: config.OBJECT_CODE_PPH26,
  })[kind] ?? ''

const atOnce = 500

/** @returns how many were issued */
export async function issueSlips(deps: SlipDeps): Promise<number> {
  const { db, clock, config } = deps
  if (!isWithholderSet(config)) return 0
  const month = lastDueMonth(dayOf(clock.now(), deps.timeZone), config.SLIP_DAY)
  let issued = 0
  await db.exclusively('payouts.issue-slips', async () => {
    for (;;) {
      const due = await findUnslipped(db, month, atOnce)
      for (const truth of due) await issueSlip(deps, truth)
      issued += due.length
      if (due.length < atOnce) break
    }
  })
  return issued
}

async function issueSlip(deps: SlipDeps, truth: MonthTruth): Promise<void> {
  const { db, clock, cipher, config } = deps
  const id = deps.ids.uuid()
  const [row] = await findPayees(db, [truth.accountId])
  const payee = openPayee(deps, present(row, 'who was paid is kept'))
  const people: SlipPeople = {
    name: payee.name,
    taxId: payee.nationalId ?? payee.taxId ?? '',
    country: row?.country ?? '',
    form: row?.form ?? '',
    withholder: config.WITHHOLDER_NAME,
    withholderTaxId: config.WITHHOLDER_TAX_ID,
    withholderBranch: config.WITHHOLDER_BRANCH,
    signatory: config.SIGNATORY_NAME,
  }
  const year = truth.month.slice(0, 4)
  await db.transaction(async (tx) => {
    const sequence = await nextNumber(tx, truth.kind, year)
    await insertSlip(tx, {
      ...truth,
      id,
      year,
      sequence,
      number: `${slipPrefix(truth.kind)}-${year}-${String(sequence).padStart(6, '0')}`,
      objectCode: objectCode(truth.kind, config),
      peopleSealed: cipher.seal('slip', id, JSON.stringify(people)),
      issuedAt: clock.now(),
    })
  })
}
