import type { Events } from '../../platform/events/index.ts'
import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import { subscriptionsChanged } from './events.ts'
import type { Subscriptions } from './index.ts'

/** Asks for renewals, and ends months and graces. */
export function workSubscriptions(jobs: Jobs, events: Events, subscriptions: Subscriptions): void {
  events.on(subscriptionsChanged, 'subscriptions.forget', async ({ fanId, creatorId }) => {
    subscriptions.forget(fanId, creatorId)
  })
  jobs.work(defineJob({ name: 'subscriptions.keep-time', everySeconds: 60 }), () => subscriptions.keepTime())
}
