import { present, refuse } from '../../platform/errors.ts'
import { platformIncome } from '../coins/index.ts'
import type { Account } from '../identity/index.ts'
import { paymentRefusals } from '../payments/contract.ts'
import { askCharge, cancelPayment } from './ask-charge.ts'
import { subscriptionsRefusals } from './contract.ts'
import type { SubscriptionsDeps } from './deps.ts'
import * as store from './store.ts'
import type { Subscription } from './store.ts'
import { findPlan } from './store-plans.ts'

export interface Subscribing {
  /** Made by the fan's client: a second submit is the same subscription. */
  readonly subscriptionId: string
  readonly handle: string
  readonly method: string
}

/** Asks for a subscription: it runs from when its first payment is paid. */
export async function subscribe(
  deps: SubscriptionsDeps,
  fanId: string,
  asked: Subscribing,
): Promise<Subscription> {
  const { db, clock, earnings, ledger } = deps
  const creator = await creatorOf(deps, fanId, asked.handle)
  const before = await store.findSubscription(db, asked.subscriptionId)
  if (before) return sameOne(before, fanId, creator.id, asked)
  const isOffered = (await findPlan(db, creator.id))?.on === true
  const mayReceive = !deps.mayReceive || (await deps.mayReceive(creator.id))
  if (!isOffered || !mayReceive) refuse(subscriptionsRefusals.plan_not_offered, { handle: creator.handle })
  const running = () => refuse(subscriptionsRefusals.subscribed_already, { handle: creator.handle })
  const live = await store.findLive(db, fanId, creator.id)
  if (live?.id === asked.subscriptionId) return sameOne(live, fanId, creator.id, asked)
  if (live && live.state !== 'asked') running()
  // Asked for before and not paid: this takes its place, so that only one payment can bring a month.
  for (const { paymentId, subscriptionId } of await store.findWaitingOfPair(db, fanId, creator.id)) {
    if (subscriptionId === asked.subscriptionId) continue // the same one came in between: see below
    const refused = await cancelPayment(deps, fanId, paymentId)
    if (refused?.spec === paymentRefusals.payment_settled) running()
    if (refused) throw refused
  }
  await earnings.openFor(db, [creator.id])
  await ledger.openAccounts(db, [platformIncome])
  return db.transaction(async (tx) => {
    await store.lockPair(tx, fanId, creator.id)
    const meanwhile = await store.findSubscription(tx, asked.subscriptionId)
    if (meanwhile) return sameOne(meanwhile, fanId, creator.id, asked)
    if (await store.findLive(tx, fanId, creator.id)) running()
    if ((await store.findWaitingOfPair(tx, fanId, creator.id)).length > 0) running()
    const now = clock.now()
    const made = await store.insertSubscription(tx, {
      id: asked.subscriptionId,
      fanId,
      creatorId: creator.id,
      method: asked.method,
      agreedAt: now,
      createdAt: now,
    })
    if (!made) refuse(subscriptionsRefusals.subscription_id_used)
    const subscription = present(await store.findSubscription(tx, asked.subscriptionId), 'it was just made')
    await askCharge(deps, tx, subscription, creator.handle, asked.method)
    return subscription
  })
}

async function creatorOf(
  { identity, isApart }: SubscriptionsDeps,
  fanId: string,
  handle: string,
): Promise<Account> {
  const creator =
    (await identity.findByHandle(handle)) ?? refuse(subscriptionsRefusals.profile_not_found, { handle })
  if (await isApart?.(fanId, creator.id)) refuse(subscriptionsRefusals.profile_not_found, { handle })
  if (creator.id === fanId) refuse(subscriptionsRefusals.subscribe_to_oneself)
  return creator
}

function sameOne(one: Subscription, fanId: string, creatorId: string, asked: Subscribing): Subscription {
  const same = one.fanId === fanId && one.creatorId === creatorId && one.method === asked.method
  return same ? one : refuse(subscriptionsRefusals.subscription_id_used)
}
