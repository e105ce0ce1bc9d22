import type { TopUp } from '../ads/index.ts'
import type { Identity } from '../identity/index.ts'

/** Top-ups with whose they are, in the order given; asks identity once. */
export async function describeTopUps(identity: Pick<Identity, 'findMany'>, topUps: readonly TopUp[]) {
  const accounts = await identity.findMany([...new Set(topUps.map((one) => one.merchantId))])
  const handles = new Map<string, string>(accounts.map((account) => [account.id, account.handle]))
  return topUps.map((one) => describe(one, handles.get(one.merchantId) ?? ''))
}

export async function describeTopUp(identity: Pick<Identity, 'findMany'>, topUp: TopUp) {
  const [merchant] = await identity.findMany([topUp.merchantId])
  return describe(topUp, merchant?.handle ?? '')
}

const describe = (topUp: TopUp, handle: string) => ({
  id: topUp.id,
  merchant: topUp.merchantName,
  handle,
  amount: String(topUp.amountIdr),
  payable: String(topUp.payableIdr),
  state: topUp.state,
  requestedAt: topUp.requestedAt.toISOString(),
  bankReference: topUp.bankReference,
})
