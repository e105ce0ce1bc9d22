/** Subscriptions over gifts, coins, payments and earnings on a real database. */
import type { TestContext } from 'node:test'
import { uuidFrom } from '../../platform/ids.ts'
import { silentLog } from '../../platform/testing/index.ts'
import { giftStage } from '../gifts/testing.ts'
import {
  createSubscriptions,
  type SubscriptionChanged,
  type SubscriptionsConfig,
  subscriptionsChanged,
  subscriptionsConfig,
  workSubscriptions,
} from './index.ts'

export async function subscriptionStage(
  t: TestContext,
  options: { config?: Partial<SubscriptionsConfig>; now?: string } = {},
) {
  const { config, ...rest } = options
  const stage = await giftStage(t, { ...rest, modules: ['subscriptions'] })
  const { db, clock, events, jobs, people, ledger, earnings, payments, tax } = stage
  const subscriptions = createSubscriptions({
    db,
    clock,
    events,
    log: silentLog,
    config: subscriptionsConfig.defaults(config ?? {}),
    identity: people,
    ledger,
    earnings,
    payments,
    tax,
  })
  workSubscriptions(jobs, events, subscriptions)
  const told: SubscriptionChanged[] = []
  events.on(subscriptionsChanged, 'test', async (change) => {
    told.push(change)
  })
  return { ...stage, subscriptions, changes: told }
}
export type SubscriptionStage = Awaited<ReturnType<typeof subscriptionStage>>

export const subscriptionNamed = (name: string): string => uuidFrom('test.subscription', name)
