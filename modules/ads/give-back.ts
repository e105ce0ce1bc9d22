import type { Tx } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Ledger, NewTransfer } from '../ledger/index.ts'
import {
  conversionAccounts,
  microLedger,
  prepaidId,
  prepaidOf,
  transferCodes,
  wholeLedger,
} from './accounts.ts'
import { freeOf } from './bill.ts'
import { microOf } from './campaign.ts'
import { resumeCampaigns } from './store.ts'
import { lockMark } from './store-billing.ts'

export interface GivenBack {
  /** Names this movement: transfer ids are made from it. */
  readonly id: string
  readonly merchantId: string
  /** The ledger account, in whole rupiah, that pays. */
  readonly from: string
  readonly amountIdr: bigint
}

/** Rupiah that an ad should not have cost, back onto the merchant's balance: out of `from` into the conversion, the same
 *  in millionths out of it. Campaigns that stopped for want of money go on. */
export async function giveBack(
  ledger: Pick<Ledger, 'openAccounts' | 'balances'>,
  tx: Tx,
  { id, merchantId, from, amountIdr }: GivenBack,
): Promise<NewTransfer[]> {
  await lockMark(tx) // before any account is opened: see top-ups.ts
  await ledger.openAccounts(tx, [...conversionAccounts, prepaidOf(merchantId)])
  const [prepaid] = await ledger.balances([prepaidId(merchantId)], tx)
  const before = freeOf(present(prepaid, 'the balance was just opened'))
  await resumeCampaigns(tx, merchantId, before + microOf(amountIdr))
  const [whole, micro] = conversionAccounts
  const why = { sourceId: id, reason: 'an ad that should not have cost this' }
  return [
    {
      ...why,
      id: uuidFrom('ads.give-back', id, 'whole'),
      debit: from,
      credit: whole.id,
      ledger: wholeLedger,
      amount: amountIdr,
      code: transferCodes.giveBackWhole,
      linked: true,
    },
    {
      ...why,
      id: uuidFrom('ads.give-back', id, 'micro'),
      debit: micro.id,
      credit: prepaidId(merchantId),
      ledger: microLedger,
      amount: microOf(amountIdr),
      code: transferCodes.giveBackMicro,
    },
  ]
}
