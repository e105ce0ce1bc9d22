/** A difference is named once for what it is about, and stays until a person resolves it. */
import type { Tx } from '../../platform/db/index.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Context } from './context.ts'
import type { DifferenceKind, LineKind } from './settlement.ts'
import { insertDifference } from './store-settlements.ts'

export interface NewDifference {
  readonly provider: string
  readonly kind: DifferenceKind
  readonly paymentId: string | null
  readonly reference: string
  readonly settlementId?: string
  readonly line?: number
  readonly lineKind?: LineKind
  readonly feeIdr?: bigint
  readonly expectedIdr: bigint | null
  readonly foundIdr: bigint | null
}

export async function noteDifference({ clock, log }: Context, tx: Tx, found: NewDifference): Promise<string> {
  const { provider, kind, reference, settlementId = '', line = 0, foundIdr } = found
  const id = uuidFrom(
    'payments.difference',
    provider,
    kind,
    reference,
    settlementId,
    String(line),
    String(foundIdr),
  )
  const isNew = await insertDifference(tx, {
    id,
    provider,
    kind,
    reference,
    paymentId: found.paymentId,
    settlementId: found.settlementId ?? null,
    lineKind: found.lineKind ?? null,
    feeIdr: found.feeIdr ?? null,
    expectedIdr: found.expectedIdr,
    foundIdr,
    foundAt: clock.now(),
  })
  if (isNew) log.warn({ event: 'payment-difference', provider, kind, reference })
  return id
}
